package dev.carillon.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;
import dev.carillon.secrets.SampleKeys;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.signature.Secret;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.state.View;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tests how a state stores topics and application keys with secrets. */
class SealedSecretsTest {
    private static final Optional<Secret> SIGNED = Optional.of(Secret.of("s3cret-of-signature"));

    private final MemoryState state = MemoryState.create();

    static Stream<Topic> topics() {
        return Stream.of(
                named("password", "kafka://user:s3cret-in-url@h:1", Map.of()),
                named(
                        "attributes",
                        "kafka://h:1",
                        Map.of("user-name", "s3cret-user", "password", "s3cret-pass")),
                named("unknown", "http://h/", Map.of("of-no-kind", "s3cret-unknown")),
                Topic.ofRule(
                        new Recipient.RuleAddress("1", "bucket", "rule"),
                        "owner",
                        DialectName.B2,
                        new Target(
                                "https://h/",
                                Map.of(),
                                List.of(
                                        new Target.Header("X-Open", "s3cret-one"),
                                        new Target.Header("X-Open", "s3cret-two")),
                                SIGNED),
                        5),
                Topic.ofSubscription(
                        new Recipient.Subscription("b", "r", "id"),
                        DialectName.BROKER_B2,
                        new Target("https://u:s3cret@h/path", Map.of()),
                        SubscriptionAttributes.none()));
    }

    @ParameterizedTest
    @MethodSource("topics")
    void no_secret_is_stored_in_clear_and_every_reader_with_the_key_has_it(Topic topic) {
        KeptTopic kept = opened(SampleKeys.ONE).put(topic);
        assertThat(raw()).doesNotContain("s3cret").contains("***");
        assertThat(opened(SampleKeys.ONE).findShown(topic.name())).contains(kept);
        assertThat(opened(SampleKeys.keys(2, 1)).findShown(topic.name())).contains(kept);
        assertThat(TopicBytes.isCurrent(stored(topic), SampleKeys.ONE)).isTrue();
        assertThat(TopicBytes.isCurrent(stored(topic), SampleKeys.keys(2, 1))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void no_flipped_bit_of_sealed_secrets_is_served(Topic topic) {
        opened(SampleKeys.ONE).put(topic);
        byte[] value = stored(topic).value();
        int sealed = value.length - sealedBytes(value);
        for (int place = sealed; place < value.length; place++) {
            byte[] flipped = value.clone();
            flipped[place] ^= 1;
            state.commit(new Commit().put(key(topic), flipped));
            Topic read = opened(SampleKeys.ONE).findShown(topic.name()).orElseThrow().topic();
            assertThat(read.unopened()).as("byte %d", place).isPresent();
            assertThat(read.target().orElseThrow().address()).doesNotContain("s3cret");
        }
    }

    @Test
    void secrets_copied_to_another_topic_or_sent_to_another_address_are_refused() {
        Topics topics = opened(SampleKeys.ONE);
        Topic from = named("aaaa", "kafka://user:s3cret@good:1", Map.of());
        Topic to = named("bbbb", "kafka://user:other@good:1", Map.of());
        topics.put(from);
        topics.put(to);
        state.commit(new Commit().put(key(to), replaced(stored(from).value(), "aaaa", "bbbb")));
        state.commit(new Commit().put(key(from), replaced(stored(from).value(), "good", "evil")));
        for (Topic topic : List.of(from, to)) {
            Topic read = opened(SampleKeys.ONE).findShown(topic.name()).orElseThrow().topic();
            assertThat(read.unopened().orElseThrow().why()).contains("copied from another place");
            assertThat(read.target().orElseThrow().shown()).contains("***");
        }
    }

    @Test
    void without_the_key_the_other_parts_are_readable_and_the_topic_cannot_be_changed() {
        Topic topic = named("t", "kafka://user:s3cret@h:1", Map.of("password", "s3cret"));
        KeptTopic kept = opened(SampleKeys.ONE).put(topic);
        Topics other = opened(SampleKeys.keys(2));
        Topic read = other.findShown("t").orElseThrow().topic();
        assertThat(read.target().orElseThrow().address()).isEqualTo("kafka://user:***@h:1");
        assertThat(read.attributes()).isEqualTo(Map.of("password", "***"));
        assertThat(read.unopened().orElseThrow().why()).contains(SampleKeys.key(1).id());
        assertThatThrownBy(() -> other.change(NamedTopic.of("t"), found -> found.with("x", "y")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("cannot be opened")
                .hasMessageNotContaining("s3cret");
        assertThat(opened(SampleKeys.ONE).findShown("t")).contains(kept);
    }

    @Test
    void without_the_key_a_topic_can_be_replaced_and_removed() {
        opened(SampleKeys.ONE).put(named("t", "kafka://user:s3cret@h:1", Map.of()));
        Topics other = opened(SampleKeys.keys(2));
        Topic whole = named("t", "kafka://user:s3cret-new@h:1", Map.of());
        assertThat(other.put(whole).topic().target()).isEqualTo(whole.target());
        assertThat(opened(SampleKeys.keys(2)).findShown("t").orElseThrow().topic().unopened())
                .isEmpty();
        assertThat(other.remove(other.findShown("t").orElseThrow(), _ -> {})).isTrue();
    }

    @Test
    void a_rule_that_is_suspended_without_the_key_keeps_its_secrets() {
        String bucket = "0000000000000001";
        var rules = new Rules(state);
        var commit = new Commit();
        rules.begin(commit, bucket);
        state.commit(commit);
        var address = new Recipient.RuleAddress(bucket, "bucket", "rule");
        var target = new Target("https://h/", Map.of(), List.of(), SIGNED);
        Topic topic = Topic.ofRule(address, "owner", DialectName.B2, target, 5);
        own(SampleKeys.ONE).change(bucket, _ -> List.of(rule(topic)));

        OwnRules without = own(SampleKeys.keys(2));
        long lane = opened(SampleKeys.keys(2)).find(address).orElseThrow().lane();
        assertThat(without.suspend(lane, "it fails")).isPresent();

        OwnRule kept = own(SampleKeys.ONE).of(bucket).orElseThrow().find("rule").orElseThrow();
        assertThat(kept.suspended()).isTrue();
        assertThat(kept.topic().target()).contains(target);
    }

    @Test
    void an_application_key_whose_secret_cannot_be_opened_is_listed_and_not_found() {
        var key =
                new AppKey(
                        "id",
                        Secret.of("s3cret-key"),
                        "name",
                        "owner",
                        List.of("readFiles"),
                        List.of(),
                        "",
                        Optional.empty());
        new AppKeys(state, SampleKeys.ONE).make(key);
        assertThat(raw()).doesNotContain("s3cret").contains("readFiles");
        assertThat(new AppKeys(state, SampleKeys.ONE).find("id")).contains(key);
        var without = new AppKeys(state, SampleKeys.keys(2));
        assertThat(without.find("id")).isEmpty();
        assertThat(without.list("", 10))
                .singleElement()
                .satisfies(listed -> {
                    assertThat(listed.name()).isEqualTo("name");
                    assertThat(listed.secret()).isNotEqualTo(key.secret());
                });
        byte[] value = state.get(RegistryKeys.appKey("id")).orElseThrow().value();
        value[value.length - 1] ^= 1;
        state.commit(new Commit().put(RegistryKeys.appKey("id"), value));
        assertThat(new AppKeys(state, SampleKeys.ONE).find("id")).isEmpty();
        assertThat(without.delete("id")).isPresent();
    }

    private OwnRules own(SealingKeys keys) {
        return new OwnRules(state, new Rules(state), opened(keys));
    }

    private static OwnRule rule(Topic topic) {
        var rule =
                new Rule(
                        "rule",
                        topic.recipient(),
                        List.of(),
                        Filter.all(),
                        new RuleState.Enabled());
        return new OwnRule(rule, topic);
    }

    private Topics opened(SealingKeys keys) {
        return new Topics(state, _ -> DeliveryPolicy.defaults(), TopicSealing.of(keys));
    }

    private static Topic named(String name, String address, Map<String, String> attributes) {
        var target = new Target(address, attributes);
        return Topic.named(TopicRef.of(name), "owner", Optional.of(target), true, "", attributes);
    }

    private Stamped stored(Topic topic) {
        return state.get(key(topic)).orElseThrow();
    }

    private static Key key(Topic topic) {
        return RegistryKeys.topic(topic.recipient());
    }

    /** Returns the length of the sealed part, found by its version and the id of its key. */
    private static int sealedBytes(byte[] value) {
        byte[] head = new byte[9];
        head[0] = 1;
        System.arraycopy(HexFormat.of().parseHex(SampleKeys.key(1).id()), 0, head, 1, 8);
        String all = new String(value, StandardCharsets.ISO_8859_1);
        return value.length - all.indexOf(new String(head, StandardCharsets.ISO_8859_1));
    }

    private static byte[] replaced(byte[] value, String was, String now) {
        return new String(value, StandardCharsets.ISO_8859_1)
                .replace(was, now)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private String raw() {
        return raw(state);
    }

    /** Returns all values of a state as text. */
    static String raw(State state) {
        var all = new StringBuilder();
        try (var view = state.view();
                var scan =
                        view.scan(
                                Template.builder().u8(1).key(),
                                Template.builder().u8(0xFF).key(),
                                View.Order.FORWARD)) {
            while (scan.next()) {
                all.append(new String(scan.value(), StandardCharsets.ISO_8859_1)).append('\n');
            }
        }
        return all.toString();
    }
}
