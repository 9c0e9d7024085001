package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.admin.ToyEndpoints.Toy;
import dev.carillon.server.Setting;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.sns.model.SnsException;

import tools.jackson.databind.JsonNode;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A kind of endpoint that the server does not know: all that is known of it, it says itself. */
class EndpointKindIT {
    private final ClassLoader usual = Thread.currentThread().getContextClassLoader();
    private URLClassLoader classPath;
    private AdminWorld world;

    @BeforeEach
    void start(@TempDir Path data, @TempDir Path kinds) throws Exception {
        ToyEndpoints.forget();
        classPath = ToyEndpoints.classPath(kinds);
        Thread.currentThread().setContextClassLoader(classPath);
        world = new AdminWorld(data, "photos", Map.of(Setting.ALLOW_SECRETS_IN_CLEARTEXT, "true"));
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
        Thread.currentThread().setContextClassLoader(usual);
        classPath.close();
    }

    @Test
    void its_events_reach_it_with_its_attributes() {
        world.rule("r", topic("bear", "toy-loud", "yes", "toy-key", "geheim"), "");
        world.put("a");

        Toy toy = await(1).getFirst();
        assertThat(toy.body()).contains("\"key\":\"a\"");
        assertThat(ToyEndpoints.LOUD.isTrue(toy.target().options())).isTrue();
        assertThat(ToyEndpoints.KEY.in(toy.target().options())).isEqualTo("geheim");
        JsonNode ended = world.finding("a", "r", "delivered");
        assertThat(ended.path("lastStatus").asInt()).isZero();
        assertThat(ended.path("lastResult").asString()).isEqualTo("accepted");
    }

    @Test
    void its_addresses_and_attributes_are_judged_before_they_are_configured() {
        assertThatThrownBy(() -> topic("none"))
                .isInstanceOf(SnsException.class)
                .hasMessageContaining("There is no such toy: name another");
        assertThatThrownBy(() -> topic("bear", "toy-loud", "maybe"))
                .hasMessageContaining("Invalid value for toy-loud: write true or false");
        assertThatThrownBy(() -> world.server.topic("t", Map.of("push-endpoint", "toys://bear")))
                .hasMessageContaining("use push-endpoint with one of http, https, toy");
    }

    @Test
    void its_attributes_can_be_set_alone_and_no_others() {
        String arn = topic("bear");

        set(arn, "toy-loud", "true");

        assertThat(endPoint(arn)).contains("toy-loud=true");
        assertThatThrownBy(() -> set(arn, "toy-loud", "maybe"))
                .hasMessageContaining("write true or false");
        assertThatThrownBy(() -> set(arn, "toy-colour", "red"))
                .hasMessageContaining("Invalid value for AttributeName 'toy-colour'");
    }

    @Test
    void its_secret_is_masked_when_it_is_read() {
        String arn = topic("bear", "toy-key", "geheim");

        assertThat(endPoint(arn))
                .contains("toy-key=***", "\"HasStoredSecret\":true")
                .doesNotContain("geheim");
        assertThatThrownBy(() -> set(arn, "toy-key", "***")).hasMessageContaining("is masked");
    }

    @Test
    void its_secret_is_not_taken_in_clear(@TempDir Path other) {
        try (var strict = new AdminWorld(other, "photos")) {
            assertThatThrownBy(() ->
                            strict.server.topic(
                                    "t",
                                    Map.of(
                                            "push-endpoint", "toy://bear",
                                            "toy-key", "geheim")))
                    .isInstanceOf(SnsException.class)
                    .hasMessageContaining("transmitted over a secure transport");
        }
    }

    @Test
    void a_test_of_it_shows_its_steps_and_its_advice() {
        topic("bear");
        JsonNode good = world.post("/v1/topics/bear/test", "{}").body();
        assertThat(good.path("ok").asBoolean()).isTrue();
        assertThat(good.path("steps").valueStream().map(step -> step.path("name").asString()))
                .containsExactly("shelf", "play");

        topic("lost");
        JsonNode bad = world.post("/v1/topics/lost/test", "{}").body();
        assertThat(bad.path("ok").asBoolean()).isFalse();
        assertThat(bad.path("advice").asString()).isEqualTo("Put the toy back on its shelf.");
    }

    @Test
    void a_refusal_without_a_status_ends_in_a_dead_letter_that_says_why() {
        world.rule("r", topic("picky"), "");
        world.put("a");

        JsonNode letter = world.letters("picky", 1).getFirst();
        assertThat(letter.path("reason").asString()).isEqualTo("refused");
        assertThat(letter.path("attempts").asInt()).isEqualTo(1);
        assertThat(letter.path("lastStatus").asInt()).isZero();
        assertThat(letter.path("lastResult").asString())
                .isEqualTo("refused: returned: not my colour");
    }

    @Test
    void its_endpoint_is_closed_when_the_topic_leads_elsewhere_or_is_deleted() {
        String arn = topic("bear");
        world.rule("r", arn, "");
        world.put("a");
        await(1);

        set(arn, "OpaqueData", "more");
        world.put("b");
        await(2);
        assertThat(ToyEndpoints.closed()).isEmpty();

        set(arn, "push-endpoint", "toy://doll");
        Awaitility.await()
                .atMost(AdminWorld.PATIENCE)
                .until(() -> ToyEndpoints.closed().equals(List.of("toy://bear")));
        world.put("c");
        assertThat(await(3).getLast().target().address()).isEqualTo("toy://doll");

        world.server.sns().deleteTopic(request -> request.topicArn(arn));
        Awaitility.await()
                .atMost(AdminWorld.PATIENCE)
                .until(() -> ToyEndpoints.closed().equals(List.of("toy://bear", "toy://doll")));
    }

    private static List<Toy> await(int count) {
        return Awaitility.await()
                .atMost(AdminWorld.PATIENCE)
                .until(ToyEndpoints::sent, sent -> sent.size() == count);
    }

    /** Makes a queued topic that leads to the toy of its name. */
    private String topic(String name, String... attributes) {
        var all = new HashMap<>(Map.of("push-endpoint", "toy://" + name, "persistent", "true"));
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i], attributes[i + 1]);
        }
        return world.server.topic(name, all);
    }

    private void set(String arn, String name, String value) {
        world.server
                .sns()
                .setTopicAttributes(
                        request -> request.topicArn(arn).attributeName(name).attributeValue(value));
    }

    private String endPoint(String arn) {
        Map<String, String> attributes =
                world.server
                        .sns()
                        .getTopicAttributes(request -> request.topicArn(arn))
                        .attributes();
        return attributes.getOrDefault("EndPoint", "");
    }
}
