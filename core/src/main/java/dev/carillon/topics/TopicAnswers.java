package dev.carillon.topics;

import dev.carillon.http.XmlWriter;
import dev.carillon.rule.PolicyAttributes;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicArn;
import dev.carillon.rule.TopicAttributes;
import dev.carillon.rule.TopicSecrets;

import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;

/**
 * The answers of the topic actions, element for element as Ceph prints them, with every secret
 * masked. Two things differ on purpose: {@code NextToken} is inside the result, where SDKs look for
 * it; and endpoint arguments are those of the endpoint only, sorted, with {@code %}, {@code &} and
 * {@code =} percent-encoded in values. The attributes of an answer are followed by the delivery
 * attributes that Ceph does not have, if they are set.
 */
final class TopicAnswers {
    private static final String NAME_SPACE = "https://sns.amazonaws.com/doc/2010-03-31/";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String region;
    private final TopicSecrets secrets;

    TopicAnswers(String region, TopicSecrets secrets) {
        this.region = region;
        this.secrets = secrets;
    }

    byte[] created(Topic topic, String requestId) {
        return response(
                "CreateTopic",
                requestId,
                out -> out.open("CreateTopicResult").element("TopicArn", arn(topic)).close());
    }

    /** Returns an answer without a result. */
    byte[] done(String action, String requestId) {
        return response(action, requestId, _ -> {});
    }

    byte[] attributes(Topic topic, String requestId) {
        return response(
                "GetTopicAttributes",
                requestId,
                out -> {
                    out.open("GetTopicAttributesResult").open("Attributes");
                    entries(topic)
                            .forEach((key, value) ->
                                    out.open("entry")
                                            .element("key", key)
                                            .element("value", value)
                                            .close());
                    out.close().close();
                });
    }

    byte[] topic(Topic topic, String requestId) {
        XmlWriter out = XmlWriter.bare().open("GetTopicResponse").open("GetTopicResult");
        out.open("Topic");
        fields(out, topic);
        return metadata(out.close().close(), requestId);
    }

    /**
     * Returns a page of topics.
     *
     * @param next the token of the next page, empty if this is the last
     */
    byte[] topics(List<Topic> page, String next, String requestId) {
        return response(
                "ListTopics",
                requestId,
                out -> {
                    out.open("ListTopicsResult").open("Topics");
                    for (Topic topic : page) {
                        out.open("member");
                        fields(out, topic);
                        out.close();
                    }
                    out.close();
                    if (!next.isEmpty()) {
                        out.element("NextToken", next);
                    }
                    out.close();
                });
    }

    private String arn(Topic topic) {
        return new TopicArn(region, topic.recipient().topic().orElseThrow()).toString();
    }

    private static byte[] response(String action, String requestId, Consumer<XmlWriter> result) {
        XmlWriter out = XmlWriter.bare().open(action + "Response", NAME_SPACE);
        result.accept(out);
        return metadata(out, requestId);
    }

    private static byte[] metadata(XmlWriter out, String requestId) {
        return out.open("ResponseMetadata").element("RequestId", requestId).close().close().bytes();
    }

    private Map<String, String> entries(Topic topic) {
        var entries = new LinkedHashMap<String, String>();
        entries.put("User", topic.owner());
        entries.put("Name", topic.name());
        entries.put("EndPoint", JSON.writeValueAsString(endpoint(topic)));
        entries.put("TopicArn", arn(topic));
        entries.put("OpaqueData", topic.opaqueData());
        entries.put("Policy", policy(topic));
        for (String name : PolicyAttributes.MORE) {
            Optional.ofNullable(topic.attributes().get(name))
                    .ifPresent(value -> entries.put(name, value));
        }
        return entries;
    }

    private void fields(XmlWriter out, Topic topic) {
        out.element("User", topic.owner()).element("Name", topic.name());
        out.open("EndPoint");
        endpoint(topic).forEach((name, value) -> out.element(name, capital(value)));
        out.close().element("TopicArn", arn(topic));
        out.element("OpaqueData", topic.opaqueData()).element("Policy", policy(topic));
    }

    /**
     * Returns the endpoint's fields in the order in which they are printed; the two booleans are
     * booleans in JSON.
     */
    private Map<String, Object> endpoint(Topic topic) {
        var endpoint = new LinkedHashMap<String, Object>();
        endpoint.put("EndpointAddress", address(topic));
        endpoint.put("EndpointArgs", arguments(topic));
        endpoint.put("EndpointTopic", topic.name());
        endpoint.put("HasStoredSecret", secrets.in(topic));
        endpoint.put("Persistent", topic.persistent());
        endpoint.put("TimeToLive", configured(topic, PolicyAttributes.TIME_TO_LIVE));
        endpoint.put("MaxRetries", configured(topic, PolicyAttributes.MAX_RETRIES));
        endpoint.put("RetrySleepDuration", configured(topic, PolicyAttributes.PAUSE));
        return endpoint;
    }

    /** Returns the text of a value; XML booleans have a capital, as Ceph prints them. */
    private static String capital(Object value) {
        return value instanceof Boolean truth ? (truth ? "True" : "False") : value.toString();
    }

    private static String address(Topic topic) {
        return topic.target().map(target -> target.shown()).orElse("");
    }

    private String arguments(Topic topic) {
        var arguments = new StringJoiner("&");
        secrets.maskedArguments(topic)
                .forEach((name, value) -> arguments.add(encoded(name) + "=" + encoded(value)));
        return arguments.toString();
    }

    private static String encoded(String text) {
        return text.replace("%", "%25").replace("&", "%26").replace("=", "%3D");
    }

    private static String configured(Topic topic, String attribute) {
        return topic.attributes().getOrDefault(attribute, "None");
    }

    private static String policy(Topic topic) {
        return topic.attributes().getOrDefault(TopicAttributes.POLICY, "");
    }
}
