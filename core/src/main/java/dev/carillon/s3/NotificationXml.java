package dev.carillon.s3;

import static dev.carillon.s3.NotificationXmlException.invalid;
import static dev.carillon.s3.NotificationXmlException.malformed;

import dev.carillon.event.EventPattern;
import dev.carillon.format.S3EventNames;
import dev.carillon.http.XmlElement;
import dev.carillon.http.XmlException;
import dev.carillon.http.XmlReader;
import dev.carillon.http.XmlWriter;
import dev.carillon.registry.BucketRules;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.RuleValidity;
import dev.carillon.rule.TopicArn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads and writes the {@code NotificationConfiguration} document. The name space is accepted and
 * not required. Every notification is checked before any is used.
 */
final class NotificationXml {
    /**
     * The largest document of a client in bytes: room for more than {@link RuleValidity#MAX_RULES}
     * usual rules.
     */
    static final int MAX_BYTES = 1 << 22;

    private static final String ROOT = "NotificationConfiguration";
    private static final String TOPIC = "TopicConfiguration";
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "QueueConfiguration",
                    "CloudFunctionConfiguration",
                    "LambdaFunctionConfiguration",
                    "EventBridgeConfiguration");

    private NotificationXml() {}

    /**
     * Reads a document.
     *
     * @return its notifications in order, none for an empty configuration
     * @throws NotificationXmlException if it is not valid
     */
    static NotificationDocument read(byte[] document) {
        if (document.length == 0) {
            throw invalid(
                    "The request needs a body: a NotificationConfiguration document. An empty one"
                            + " deletes all notifications");
        }
        var rules = new ArrayList<Rule>();
        var webhooks = new ArrayList<Webhook>();
        for (XmlElement element : root(document).children()) {
            if (element.name().equals(WebhookXml.NAME)) {
                webhooks.add(WebhookXml.read(element));
            } else {
                rules.add(rule(element));
            }
        }
        return new NotificationDocument(rules, webhooks);
    }

    /**
     * Writes rules, without declaration and name space, as Ceph does: those that name a topic, then
     * webhooks.
     *
     * @param region the region in the topics' ARNs
     */
    static byte[] write(BucketRules rules, String region) {
        var out = XmlWriter.bare().open(ROOT);
        rules.named().forEach(rule -> write(out, rule, region));
        rules.own().rules().forEach(ownRule -> WebhookXml.write(out, ownRule));
        return out.close().bytes();
    }

    private static XmlElement root(byte[] document) {
        try {
            return XmlReader.read(document, ROOT);
        } catch (XmlException e) {
            throw new NotificationXmlException(
                    NotificationXmlException.Code.MALFORMED_XML,
                    "The XML you provided was not well-formed or did not validate against our"
                            + " published schema: "
                            + e.getMessage(),
                    e);
        }
    }

    private static Rule rule(XmlElement element) {
        if (ELSEWHERE.contains(element.name())) {
            throw malformed(
                    "%s is not supported: use TopicConfiguration with the ARN of a topic"
                            .formatted(element.name()));
        }
        if (!element.name().equals(TOPIC)) {
            throw malformed(
                    "%s holds %s and %s, not <%s>"
                            .formatted(ROOT, TOPIC, WebhookXml.NAME, element.name()));
        }
        NotificationXmlFilter.onlyOnce(
                withoutEvents(element), List.of("Id", "Topic", "Event", "Filter"));
        Optional<String> id = element.child("Id").map(XmlElement::text);
        String arn = required(element, "Topic").text().strip();
        if (id.filter(String::isBlank).isPresent()) {
            throw invalid("Missing required element Id");
        }
        if (arn.isEmpty()) {
            throw invalid("Missing required element Topic");
        }
        var rule =
                new Rule(
                        id.orElse("none"),
                        topic(arn),
                        eventsOrDefaults(element),
                        filter(element),
                        new RuleState.Enabled());
        return id.isPresent() ? rule : identified(rule);
    }

    /**
     * Gives a rule an id computed from its content, so that storing it again replaces it. AWS gives
     * such rules an id too.
     */
    private static Rule identified(Rule rule) {
        var out = XmlWriter.bare().open(ROOT);
        write(out, rule, "");
        String id = UUID.nameUUIDFromBytes(out.close().bytes()).toString();
        return new Rule(id, rule.recipient(), rule.events(), rule.filter(), rule.state());
    }

    /** Returns an element without its children Event, the only ones that may be repeated. */
    static XmlElement withoutEvents(XmlElement element) {
        return new XmlElement(
                element.name(),
                "",
                element.children().stream()
                        .filter(xmlElement -> !xmlElement.name().equals("Event"))
                        .toList());
    }

    private static XmlElement required(XmlElement element, String name) {
        return element.child(name)
                .orElseThrow(
                        () -> malformed("A TopicConfiguration has no %s: add one".formatted(name)));
    }

    private static Recipient topic(String arn) {
        return TopicArn.parse(arn)
                .filter(TopicArn::ours)
                .<Recipient>map(found -> new Recipient.NamedTopic(found.topic()))
                .orElseThrow(() ->
                        invalid(
                                "Invalid Topic ARN: write it as CreateTopic answers it,"
                                        + " arn:aws:sns:REGION::TOPIC"));
    }

    private static List<EventPattern> eventsOrDefaults(XmlElement element) {
        List<EventPattern> asked = events(element);
        return asked.isEmpty() ? S3EventNames.defaults() : asked;
    }

    /** Reads the events that an element names, each once. */
    static List<EventPattern> events(XmlElement element) {
        return element.textsOf("Event").stream().map(NotificationXml::event).distinct().toList();
    }

    private static EventPattern event(String name) {
        return S3EventNames.parse(name).orElseThrow(() -> invalid("Unknown Event type: " + name));
    }

    /** Reads the filter of an element; every object passes if there is none. */
    static Filter filter(XmlElement element) {
        try {
            return element.child("Filter").map(NotificationXmlFilter::read).orElse(Filter.all());
        } catch (RefusedException e) {
            throw refused(e);
        }
    }

    static NotificationXmlException refused(RefusedException e) {
        return new NotificationXmlException(
                NotificationXmlException.Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
    }

    private static void write(XmlWriter out, Rule rule, String region) {
        out.open(TOPIC).element("Id", rule.id());
        rule.recipient()
                .topic()
                .ifPresent(topic -> out.element("Topic", new TopicArn(region, topic).toString()));
        NotificationXmlFilter.write(out, rule.filter());
        rule.events().forEach(event -> out.element("Event", event.text()));
        out.close();
    }
}
