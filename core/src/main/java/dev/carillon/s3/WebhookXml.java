package dev.carillon.s3;

import static dev.carillon.s3.NotificationXmlException.invalid;
import static dev.carillon.s3.NotificationXmlException.malformed;

import dev.carillon.event.EventPattern;
import dev.carillon.http.XmlElement;
import dev.carillon.http.XmlWriter;
import dev.carillon.registry.OwnRule;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads and writes {@code SimpleTopicConfiguration}, which MCS adds to the notification document:
 * Id, Url and at least one Event, and a Filter as notifications have it; elements in any order.
 */
final class WebhookXml {
    static final String NAME = "SimpleTopicConfiguration";

    private static final int LONGEST_URL = 2_048;
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private WebhookXml() {}

    /**
     * Reads an element.
     *
     * @throws NotificationXmlException if it is not valid
     */
    static Webhook read(XmlElement element) {
        NotificationXmlFilter.onlyOnce(
                NotificationXml.withoutEvents(element), List.of("Id", "Url", "Event", "Filter"));
        String id = required(element, "Id");
        checkId(id);
        String url = required(element, "Url");
        checkUrl(id, url);
        List<EventPattern> events = NotificationXml.events(element);
        if (events.isEmpty()) {
            throw malformed("The %s '%s' has no Event: name at least one".formatted(NAME, id));
        }
        return new Webhook(id, url, events, NotificationXml.filter(element));
    }

    /** Writes a stored webhook; its filter rules are named as in MCS's documents. */
    static void write(XmlWriter out, OwnRule rule) {
        out.open(NAME).element("Id", rule.name()).element("Url", Webhook.url(rule));
        rule.rule().events().forEach(event -> out.element("Event", event.text()));
        NotificationXmlFilter.writeCapitalised(out, rule.rule().filter());
        out.close();
    }

    private static String required(XmlElement element, String name) {
        String text =
                element.textOf(name)
                        .orElseThrow(
                                () -> malformed("A %s has no %s: add one".formatted(NAME, name)));
        if (text.isEmpty()) {
            throw invalid("The %s of a %s is empty: fill it in".formatted(name, NAME));
        }
        return text;
    }

    /** Checks an id, which is part of the name by which commands and logs show the webhook. */
    private static void checkId(String id) {
        if (id.indexOf('/') >= 0 || id.chars().anyMatch(Character::isISOControl)) {
            throw invalid(
                    "The Id of a %s must not hold slashes or control characters: choose another"
                            .formatted(NAME));
        }
    }

    private static void checkUrl(String id, String url) {
        URI parsed = parsed(id, url);
        if (parsed.getRawUserInfo() != null) {
            throw invalid(
                    "The Url of '%s' must not hold a user or password, because it is shown to every reader of the document: put a token into its path or query"
                            .formatted(id));
        }
        if (parsed.getRawFragment() != null) {
            throw invalid(
                    "The Url of '%s' must not hold a fragment (#), which is never sent: leave it out"
                            .formatted(id));
        }
    }

    private static URI parsed(String id, String url) {
        try {
            var parsed = new URI(url);
            String scheme = parsed.getScheme() == null ? "" : parsed.getScheme();
            if (url.length() <= LONGEST_URL
                    && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))
                    && parsed.getRawAuthority() != null) {
                return parsed;
            }
        } catch (URISyntaxException _) {
            // refused below
        }
        throw invalid(
                "The Url of '%s' is not valid: write http://host/path or https://host/path with at most %d characters"
                        .formatted(id, LONGEST_URL));
    }
}
