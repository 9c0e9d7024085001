package dev.carillon.topics;

import static dev.carillon.topics.TopicException.invalid;

import dev.carillon.notifier.Notifier;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicArn;
import dev.carillon.rule.TopicAttributes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The six topic actions. A change is durable when its method returns. Thread-safe. */
final class TopicCalls {
    private static final Logger LOG = LoggerFactory.getLogger(TopicCalls.class);

    /** The number of topics on a page. */
    static final int PAGE = 100;

    private static final String IN_CLEAR =
            "Topic contains secrets that must be transmitted over a secure transport";

    private final Topics topics;
    private final Notifier notifier;
    private final TopicAttributes attributes;
    private final TopicAnswers answers;

    TopicCalls(Topics topics, Notifier notifier, TopicAttributes attributes, TopicAnswers answers) {
        this.topics = topics;
        this.notifier = notifier;
        this.attributes = attributes;
        this.answers = answers;
    }

    /**
     * The answer to a call.
     *
     * @param warnings about settings that were stored but have no effect
     */
    record Reply(byte[] body, List<String> warnings) {}

    /** Carries out a call and returns the answer. */
    Reply reply(TopicCall call) {
        return switch (call.arguments().find("Action").orElse("")) {
            case "CreateTopic" -> create(call);
            case "SetTopicAttributes" -> set(call);
            default -> new Reply(answer(call), List.of());
        };
    }

    private byte[] answer(TopicCall call) {
        return switch (call.arguments().find("Action").orElse("")) {
            case "GetTopicAttributes" -> answers.attributes(readable(call), call.requestId());
            case "GetTopic" -> answers.topic(readable(call), call.requestId());
            case "ListTopics" -> list(call);
            case "DeleteTopic" -> delete(call);
            default ->
                    throw new TopicException(
                            405,
                            "MethodNotAllowed",
                            "The specified method is not allowed against this resource: Action is"
                                    + " CreateTopic, SetTopicAttributes, GetTopicAttributes,"
                                    + " GetTopic, ListTopics or DeleteTopic");
        };
    }

    private Reply create(TopicCall call) {
        String name = call.arguments().required("Name");
        Map<String, String> set = call.arguments().attributes();
        checkSent(call, set);
        if (topics.findShown(name).isEmpty() && topics.size() >= Topics.MAX_TOPICS) {
            throw new TopicException(
                    403,
                    "TopicLimitExceeded",
                    "There are %d topics already: delete some first".formatted(Topics.MAX_TOPICS));
        }
        KeptTopic kept = topics.put(attributes.topic(name, call.principal(), set));
        notifier.topicChanged(kept);
        return warned(answers.created(kept.topic(), call.requestId()), kept.topic());
    }

    private Reply set(TopicCall call) {
        NamedTopic topic = named(call).orElseThrow(TopicException::notFound);
        String attribute = call.arguments().required("AttributeName");
        String value = call.arguments().find("AttributeValue").orElse("");
        if (!attributes.settable(attribute)) {
            throw invalid("Invalid value for AttributeName '%s'".formatted(attribute));
        }
        checkSent(call, Map.of(attribute, value));
        KeptTopic kept =
                topics.change(topic, found -> attributes.changed(found, attribute, value))
                        .orElseThrow(TopicException::notFound);
        notifier.topicChanged(kept);
        return warned(answers.done("SetTopicAttributes", call.requestId()), kept.topic());
    }

    private Reply warned(byte[] body, Topic topic) {
        List<String> warnings = attributes.warnings(topic);
        warnings.forEach(LOG::warn);
        return new Reply(body, warnings);
    }

    private byte[] list(TopicCall call) {
        String after = call.arguments().find("NextToken").orElse("");
        List<Topic> more = topics.list(after, PAGE + 1).stream().map(KeptTopic::topic).toList();
        List<Topic> page = more.subList(0, Math.min(PAGE, more.size()));
        String next = more.size() > PAGE ? page.getLast().name() : "";
        return answers.topics(page, next, call.requestId());
    }

    private byte[] delete(TopicCall call) {
        named(call).flatMap(topics::find).ifPresent(notifier::removeTopic);
        return answers.done("DeleteTopic", call.requestId());
    }

    /**
     * Returns the requested topic. A topic with secrets is returned only over a secure transport,
     * although the secrets are masked.
     */
    private Topic readable(TopicCall call) {
        Topic topic =
                named(call)
                        .flatMap(topics::find)
                        .map(KeptTopic::topic)
                        .orElseThrow(TopicException::notFound);
        if (attributes.secrets().in(topic) && !call.secretsMayPass()) {
            throw new TopicException(403, "AccessDenied", IN_CLEAR);
        }
        return topic;
    }

    /** Reads whose ARN it is; empty if it is that of a topic that cannot be here. */
    private static Optional<NamedTopic> named(TopicCall call) {
        TopicArn arn =
                TopicArn.parse(call.arguments().required("TopicArn"))
                        .orElseThrow(() -> invalid("Invalid value for TopicArn"));
        return Optional.of(arn).filter(TopicArn::ours).map(TopicArn::topic).map(NamedTopic::new);
    }

    private void checkSent(TopicCall call, Map<String, String> set) {
        if (attributes.secrets().in(set) && !call.secretsMayPass()) {
            throw invalid(IN_CLEAR);
        }
        if (attributes.secrets().areMasked(set)) {
            throw invalid(
                    "The password is masked: it was read back. Send the real one, or leave that"
                            + " attribute out");
        }
        checkPolicy(set.getOrDefault(TopicAttributes.POLICY, ""));
    }

    private static void checkPolicy(String policy) {
        try {
            if (policy.isEmpty() || JsonMapper.shared().readTree(policy).isObject()) {
                return;
            }
        } catch (JacksonException e) {
            throw malformedPolicy(e.getOriginalMessage());
        }
        throw malformedPolicy("it is no object");
    }

    private static TopicException malformedPolicy(String why) {
        return new TopicException(
                400, "MalformedPolicyDocument", "The Policy must be a JSON document: " + why);
    }
}
