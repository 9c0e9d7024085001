package dev.carillon.registry;

import dev.carillon.rule.DividedTopic;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicSecrets;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.function.Consumer;

/** Verifies that the stored secrets of topics and application keys can be opened. */
public final class SecretsAudit {
    private final TopicSecrets known = TopicSecrets.ofDocumentedKinds();
    private final SealingKeys keys;
    private final Consumer<String> fault;
    private long opened;
    private long unchecked;
    private long clear;

    private SecretsAudit(SealingKeys keys, Consumer<String> fault) {
        this.keys = keys;
        this.fault = fault;
    }

    /**
     * The numbers of topics and application keys with secrets.
     *
     * @param opened those whose secrets were opened
     * @param unchecked those whose secrets were not opened, because there is no key
     * @param clear those that an older version stored in clear text; the next start seals them
     */
    public record Report(long opened, long unchecked, long clear) {}

    /**
     * Opens all secrets.
     *
     * @param keys none if the keys are not here: then nothing is opened, and nothing is a fault
     * @param fault takes a description of each topic and key whose secrets cannot be opened
     */
    public static Report of(State state, SealingKeys keys, Consumer<String> fault) {
        var audit = new SecretsAudit(keys, fault);
        try (View view = state.bulkView()) {
            try (Scan scan = view.scan(RegistryKeys.topics())) {
                while (scan.next()) {
                    audit.topic(new Stamped(scan.value(), scan.stamp()));
                }
            }
            try (Scan scan = view.scan(RegistryKeys.appKeys())) {
                while (scan.next()) {
                    audit.appKey(scan.value());
                }
            }
        }
        return new Report(audit.opened, audit.unchecked, audit.clear);
    }

    private void topic(Stamped kept) {
        Topic topic = TopicBytes.read(kept, keys).topic();
        if (topic.unopened().isPresent()) {
            closed("topic " + topic.name(), topic.unopened().get().why());
        } else if (TopicBytes.isSealed(kept)) {
            opened++;
        } else if (TopicBytes.isOlder(kept) && !DividedTopic.of(topic, known).secrets().isEmpty()) {
            clear++;
        }
    }

    private void appKey(byte[] value) {
        AppKeyBytes.Kept kept = AppKeyBytes.read(value, keys);
        if (kept.unopened().isPresent()) {
            closed("application key " + kept.key().id(), kept.unopened().get());
        } else if (AppKeyBytes.isSealed(value)) {
            opened++;
        } else {
            clear++;
        }
    }

    private void closed(String whose, String why) {
        if (keys.isNone()) {
            unchecked++;
        } else {
            fault.accept("the secrets of the %s cannot be opened: %s".formatted(whose, why));
        }
    }
}
