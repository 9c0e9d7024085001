package dev.carillon.s3;

import static dev.carillon.s3.NotificationXmlException.invalid;

import dev.carillon.format.S3EventNames;
import dev.carillon.http.Answer;
import dev.carillon.http.Query;
import dev.carillon.http.Request;
import dev.carillon.http.Warnings;
import dev.carillon.registry.KeptRules;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Rule;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Answers {@code ?notification} of an existing bucket that the caller may change. Changes are
 * durable when the method returns. Thread-safe.
 *
 * <p>Every method throws {@link NotificationXmlException} for refusals.
 */
final class NotificationCalls {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationCalls.class);
    private static final String REPLACE = "x-carillon-replace";

    private final Rules rules;
    private final Topics topics;
    private final String region;

    /** Creates the calls for these rules; topics are named with the region. */
    NotificationCalls(Rules rules, Topics topics, String region) {
        this.rules = rules;
        this.topics = topics;
        this.region = region;
    }

    /**
     * Answers GET, PUT or DELETE {@code ?notification[=id]}, or {@code &notification-id=id}, which
     * boto3 with Ceph's extras sends. Requested events that are never sent are named in the
     * answer's {@code x-carillon-warning}, and in the log.
     *
     * @param body already read and checked against its signature; empty except for PUT
     */
    Answer answer(Request request, String bucketId, byte[] body) {
        String id = id(request.query());
        return switch (request.method()) {
            case "GET" -> Answer.of(200, "application/xml", get(bucketId, id));
            case "PUT" -> {
                if (!id.isEmpty()) {
                    throw invalid(
                            "PUT ?notification takes no id: the document names each notification");
                }
                List<String> warnings = put(bucketId, body, replacing(request));
                warnings.forEach(warning -> LOG.warn("bucket {}: {}", bucketId, warning));
                yield Warnings.of(warnings).on(Answer.of(200));
            }
            case "DELETE" -> {
                delete(bucketId, id);
                yield Answer.of(200);
            }
            default -> throw new IllegalArgumentException(request.method() + " ?notification");
        };
    }

    private static String id(Query query) {
        List<String> ids =
                Stream.of("notification", "notification-id")
                        .flatMap(name -> query.all(name).stream())
                        .filter(id -> !id.isEmpty())
                        .distinct()
                        .toList();
        if (ids.size() > 1) {
            throw invalid("notification and notification-id name different ids: send one of them");
        }
        return ids.isEmpty() ? "" : ids.getFirst();
    }

    private static boolean replacing(Request request) {
        String text = request.header(REPLACE).orElse("").strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true" -> true;
            case "false", "" -> false;
            default -> throw invalid(REPLACE + " must be true or false, not: " + text);
        };
    }

    /**
     * Stores a document: merges it with the existing rules, by id and topic. An empty one deletes
     * all.
     *
     * @param replace whether existing rules are removed instead ({@code x-carillon-replace: true})
     * @return a warning for each stored rule with events that are never sent
     */
    List<String> put(String bucketId, byte[] document, boolean replace) {
        List<Rule> put = NotificationXml.read(document);
        put.forEach(this::checkTopic);
        change(bucketId, kept -> NotificationXml.merge(replace ? List.of() : kept, put));
        return put.stream().flatMap(rule -> S3EventNames.warning(rule).stream()).toList();
    }

    /**
     * Returns the notifications of a bucket as a document.
     *
     * @param id of one of them; empty for all. If several topics use it, the first by name
     */
    byte[] get(String bucketId, String id) {
        List<Rule> kept =
                rules.of(bucketId)
                        .map(keptRules -> named(keptRules.rules()))
                        .orElseThrow(NotificationCalls::gone);
        return NotificationXml.write(id.isEmpty() ? kept : List.of(one(kept, id)), region);
    }

    /**
     * Deletes the notifications with an id.
     *
     * @param id empty for all; an unknown one is not an error
     */
    void delete(String bucketId, String id) {
        change(
                bucketId,
                kept ->
                        id.isEmpty()
                                ? List.of()
                                : kept.stream().filter(rule -> !rule.id().equals(id)).toList());
    }

    private void checkTopic(Rule rule) {
        if (topics.find(rule.recipient()).isEmpty()) {
            throw new NotificationXmlException(
                    NotificationXmlException.Code.NO_SUCH_KEY,
                    "The topic '%s' does not exist: create it first"
                            .formatted(rule.recipient().shown()));
        }
    }

    /**
     * Changes the rules with named topics. Rules that carry their own address belong to another
     * dialect, and stay unchanged.
     */
    private void change(String bucketId, UnaryOperator<List<Rule>> change) {
        Optional<KeptRules> changed =
                rules.change(
                        bucketId,
                        kept -> {
                            var all = new ArrayList<>(change.apply(named(kept)));
                            kept.stream().filter(rule -> !isNamed(rule)).forEach(all::add);
                            return all;
                        });
        if (changed.isEmpty()) {
            throw gone();
        }
    }

    private static List<Rule> named(List<Rule> rules) {
        return rules.stream().filter(NotificationCalls::isNamed).toList();
    }

    private static boolean isNamed(Rule rule) {
        return rule.recipient().topic().isPresent();
    }

    private static Rule one(List<Rule> rules, String id) {
        return rules.stream()
                .filter(rule -> rule.id().equals(id))
                .min(Comparator.comparing(rule -> rule.recipient().shown()))
                .orElseThrow(() ->
                        new NotificationXmlException(
                                NotificationXmlException.Code.NO_SUCH_KEY,
                                "The bucket has no notification '%s'".formatted(id)));
    }

    private static NotificationXmlException gone() {
        return new NotificationXmlException(
                NotificationXmlException.Code.NO_SUCH_BUCKET,
                "The specified bucket does not exist");
    }
}
