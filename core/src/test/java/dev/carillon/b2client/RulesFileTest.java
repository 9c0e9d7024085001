package dev.carillon.b2client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Objects;

class RulesFileTest {
    private static final String FILE =
            """
            buckets:
              photos:
                - name: rule-one
                  eventTypes: [b2:ObjectDeleted:*, b2:ObjectCreated:*]
                  objectNamePrefix: img/
                  isEnabled: false
                  maxEventsPerBatch: 5
                  targetConfiguration:
                    targetType: webhook
                    url: https://x.org/
                    hmacSha256SigningSecret: MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0
                    customHeaders: [{name: A, value: 'yes'}, {name: B, value: ''}]
                - name: rule-two
                  eventTypes: [b2:ObjectCreated:*]
                  targetConfiguration: {url: 'https://y.org/', customHeaders: {C: '3'}}
              videos: []
            """;

    private final FakeB2 b2 = FakeB2.carillon();
    private final RuleBook book = new RuleBook(b2);

    @Test
    void a_bucket_gets_the_rules_of_the_file_and_then_nothing_differs() {
        RulesPlan plan = plan(FILE);
        assertThat(plan.steps()).hasOnlyElementsOfType(RulesPlan.Create.class).hasSize(2);
        B2Rule two = book.apply(plan).needed("rule-two");
        assertThat(two.enabled()).isTrue();
        assertThat(two.prefix()).isEmpty();
        assertThat(two.maxEventsPerBatch()).isEqualTo(1);
        assertThat(two.headers()).singleElement().matches(header -> header.name().equals("C"));
        assertThat(plan(FILE).changes()).isFalse();
    }

    @Test
    void what_is_exported_differs_in_nothing() {
        book.apply(plan(FILE));
        String exported = RulesFile.text(List.of(book.read("photos")));
        assertThat(exported)
                .startsWith("buckets:\n  photos:\n    - name: rule-one\n")
                .contains("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0");
        assertThat(plan(exported).changes()).isFalse();
    }

    @Test
    void what_the_b2_command_line_prints_can_be_applied() {
        book.apply(plan(FILE));
        String json = "{\"buckets\":{\"photos\":" + b2.rules() + "}}";
        assertThat(plan(json).changes()).isFalse();
    }

    @Test
    void only_what_differs_changes_and_secrets_are_not_shown() {
        book.apply(plan(FILE));
        String other =
                FILE.replace("img/", "pics/")
                        .replace("maxEventsPerBatch: 5", "maxEventsPerBatch: 6")
                        .replace("isEnabled: false", "isEnabled: true")
                        .replace("https://x.org/", "https://me:pw@x.org/")
                        .replace("value: 'yes'", "value: 'no'")
                        .replace("MTIz", "NTIz")
                        .replace("b2:ObjectDeleted:*, ", "");
        RulesPlan plan = plan(other);
        assertThat(plan.steps().getLast()).isInstanceOf(RulesPlan.Keep.class);
        assertThat(plan.steps().getFirst())
                .isInstanceOfSatisfying(
                        RulesPlan.Update.class,
                        update ->
                                assertThat(update.differences())
                                        .containsExactly(
                                                "event types: [b2:ObjectCreated:*,"
                                                        + " b2:ObjectDeleted:*] ->"
                                                        + " [b2:ObjectCreated:*]",
                                                "prefix: 'img/' -> 'pics/'",
                                                "enabled: false -> true",
                                                "events in a batch: 5 -> 6",
                                                "url: https://x.org/ -> https://me:***@x.org/",
                                                "custom headers: other names or values",
                                                "signing secret: another"));
        book.apply(plan);
        assertThat(plan(other).changes()).isFalse();
    }

    @Test
    void a_rule_that_the_file_does_not_have_is_deleted() {
        book.apply(plan(FILE));
        RulesPlan plan = plan("buckets: {photos: }");
        assertThat(plan.steps()).hasOnlyElementsOfType(RulesPlan.Delete.class).hasSize(2);
        assertThat(book.apply(plan).rules()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eventTypes: [b2:ObjectDeleted | eventType: [b2:ObjectDeleted"
                        + " | buckets.photos[0].eventType is not known here",
                "isEnabled: false | isEnabled: 'no'"
                        + " | buckets.photos[0].isEnabled must be true or false",
                "maxEventsPerBatch: 5 | maxEventsPerBatch: many"
                        + " | buckets.photos[0].maxEventsPerBatch must be a whole number",
                "url: https://x.org/ | url: 7"
                        + " | buckets.photos[0].targetConfiguration.url must be a text",
                "url: https://x.org/ | url:"
                        + " | buckets.photos[0].targetConfiguration.url is missing",
                "value: 'yes' | value: true"
                        + " | buckets.photos[0].targetConfiguration.customHeaders[0].value must be",
                "name: rule-two | name: rule-one"
                        + " | buckets.photos[1].name is the name of another rule too: rule-one",
                "name: rule-two | nam: x | buckets.photos[1].nam is not known here",
                "videos: [] | videos: 7 | buckets.videos must be a list",
                "videos: [] | videos: [7] | buckets.videos[0] must have fields",
                "videos: [] | videos: [ | not YAML",
                "buckets: | bucket: | bucket is not known here, only buckets"
            })
    void a_typing_error_is_reported_with_its_place(String right, String wrong, String told) {
        String file = FILE.replace(right.strip(), wrong.strip());
        assertThatThrownBy(() -> RulesFile.parse("rules.yaml", file))
                .isInstanceOf(B2ClientException.class)
                .hasMessageStartingWith("rules.yaml: " + told.strip());
    }

    @ParameterizedTest
    @CsvSource({"''", "'- x'", "just words"})
    void a_file_that_is_no_rules_file_is_refused_with_the_expected_form(String text) {
        assertThatThrownBy(() -> RulesFile.parse("rules.yaml", text))
                .hasMessageStartingWith("rules.yaml: begins with 'buckets:'");
    }

    private RulesPlan plan(String file) {
        List<WantedRule> wanted =
                Objects.requireNonNull(RulesFile.parse("rules.yaml", file).buckets().get("photos"));
        return RulesPlan.of(book.read("photos"), wanted);
    }
}
