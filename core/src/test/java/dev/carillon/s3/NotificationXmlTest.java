package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.EventPattern;
import dev.carillon.registry.BucketRules;
import dev.carillon.registry.OwnRuleSet;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.s3.NotificationXmlException.Code;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Versioning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class NotificationXmlTest {
    private static final BucketInfo BUCKET =
            new BucketInfo("bucket", 11, Instant.EPOCH, "o", Versioning.NEVER, 1, Map.of());

    private static final String HEAD =
            "<TopicConfiguration><Id>n1</Id><Topic>arn:aws:sns:default::t</Topic>";
    private static final String TAIL = "</TopicConfiguration>";
    private static final String ALL =
            HEAD
                    + "<Filter>"
                    + "<S3Key>"
                    + row("prefix", "img/")
                    + row("suffix", ".jpg")
                    + row("regex", "([a-z]+)\\.jpg")
                    + "</S3Key>"
                    + "<S3Metadata>"
                    + row("x-amz-meta-color", "red &amp; blue")
                    + row("x-amz-meta-size", "")
                    + "</S3Metadata>"
                    + "<S3Tags>"
                    + row("Team", "a")
                    + row("Team", "b")
                    + "</S3Tags>"
                    + "</Filter>"
                    + "<Event>s3:ObjectCreated:Put</Event><Event>s3:ObjectRemoved:*</Event>"
                    + TAIL;

    @Test
    void what_is_read_is_printed_in_cephs_order() {
        assertThat(printed(ALL)).isEqualTo(document(ALL));
    }

    @Test
    void each_part_finds_its_place() {
        Rule rule = only(ALL);
        assertThat(rule.id()).isEqualTo("n1");
        assertThat(rule.recipient()).isEqualTo(NamedTopic.of("t"));
        assertThat(rule.state()).isEqualTo(new RuleState.Enabled());
        assertThat(rule.events())
                .extracting(EventPattern::text)
                .containsExactly("s3:ObjectCreated:Put", "s3:ObjectRemoved:*");
        assertThat(rule.filter().conditions())
                .containsExactly(
                        new Filter.Prefix("img/", false),
                        new Filter.Suffix(".jpg", false),
                        Filter.Regex.of("([a-z]+)\\.jpg", false),
                        new Filter.Metadata("color", "red & blue", false),
                        new Filter.Metadata("size", "", false),
                        new Filter.TagValue("Team", "a", false),
                        new Filter.TagValue("Team", "b", false));
    }

    @Test
    void filters_are_printed_in_one_order_however_they_came() {
        String turned =
                HEAD
                        + "<Event>s3:ObjectCreated:Put</Event>"
                        + "<Filter><S3Tags>"
                        + row("z", "1")
                        + row("a", "2")
                        + "</S3Tags><S3Key>"
                        + row("regex", "x")
                        + row("Suffix", "s")
                        + row("prefix", "p")
                        + "</S3Key></Filter>"
                        + TAIL;
        assertThat(printed(turned))
                .isEqualTo(
                        document(
                                HEAD
                                        + "<Filter><S3Key>"
                                        + row("prefix", "p")
                                        + row("suffix", "s")
                                        + row("regex", "x")
                                        + "</S3Key><S3Tags>"
                                        + row("a", "2")
                                        + row("z", "1")
                                        + "</S3Tags></Filter>"
                                        + "<Event>s3:ObjectCreated:Put</Event>"
                                        + TAIL));
    }

    @Test
    void a_rule_turned_round_is_read_and_printed() {
        String out =
                HEAD
                        + "<Filter><S3Key><FilterRule><Name>prefix</Name><Value>tmp/</Value>"
                        + "<Type>OUT</Type></FilterRule></S3Key></Filter>"
                        + "<Event>s3:ObjectCreated:*</Event>"
                        + TAIL;
        assertThat(only(out).filter().conditions())
                .containsExactly(new Filter.Prefix("tmp/", true));
        assertThat(printed(out)).isEqualTo(document(out));
        assertThat(only(out.replace("OUT", "in")).filter().conditions())
                .containsExactly(new Filter.Prefix("tmp/", false));
    }

    @Test
    void without_events_it_is_what_is_created_and_removed() {
        assertThat(printed(HEAD + TAIL))
                .isEqualTo(
                        document(
                                HEAD
                                        + "<Event>s3:ObjectCreated:*</Event>"
                                        + "<Event>s3:ObjectRemoved:*</Event>"
                                        + TAIL));
    }

    @Test
    void an_event_asked_for_twice_counts_once() {
        String prefix = "<Event>s3:ObjectLifecycle:Expiration:";
        assertThat(
                        only(HEAD
                                        + prefix
                                        + "AbortMPU</Event>"
                                        + prefix
                                        + "AbortMultipartUpload</Event>"
                                        + TAIL)
                                .events())
                .hasSize(1);
    }

    @Test
    void an_empty_configuration_has_no_rules() {
        assertThat(read("<NotificationConfiguration/>")).isEmpty();
        assertThat(NotificationXml.write(rules(List.of()), "default"))
                .asString()
                .isEqualTo("<NotificationConfiguration></NotificationConfiguration>");
    }

    @Test
    void name_space_declaration_and_white_space_do_not_matter() {
        String text =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                  <TopicConfiguration>
                    <Id>n1</Id>
                    <Topic> arn:aws:sns:default::t </Topic>
                    <Event> s3:ObjectCreated:Put </Event>
                    <Filter/>
                  </TopicConfiguration>
                </NotificationConfiguration>
                """;
        Rule rule = read(text).getFirst();
        assertThat(rule.recipient()).isEqualTo(NamedTopic.of("t"));
        assertThat(rule.filter()).isEqualTo(Filter.all());
    }

    @Test
    void the_value_of_a_filter_keeps_its_white_space() {
        String spaced =
                HEAD + "<Filter><S3Key>" + row("prefix", " a b ") + "</S3Key></Filter>" + TAIL;
        assertThat(only(spaced).filter().conditions())
                .containsExactly(new Filter.Prefix(" a b ", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no xml",
                "<NotificationConfiguration>",
                "<Other/>",
                "<!DOCTYPE x [<!ENTITY e SYSTEM"
                        + " 'file:///etc/passwd'>]><NotificationConfiguration/>",
                "<NotificationConfiguration><Surprise/></NotificationConfiguration>"
            })
    void a_document_of_another_kind_is_malformed(String text) {
        refused(text, Code.MALFORMED_XML, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QueueConfiguration",
                "CloudFunctionConfiguration",
                "LambdaFunctionConfiguration",
                "EventBridgeConfiguration"
            })
    void targets_of_other_kinds_are_refused_not_forgotten(String name) {
        refused(
                document("<" + name + "/>"),
                Code.MALFORMED_XML,
                name + " is not supported: use TopicConfiguration");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <Id>n</Id>                                                    | MALFORMED_XML    | has no Topic: add one
                    <Id/><Topic>arn:aws:sns:default::t</Topic>                    | INVALID_ARGUMENT | Missing required element Id
                    <Id>n</Id><Topic/>                                            | INVALID_ARGUMENT | Missing required element Topic
                    <Id>n</Id><Topic>t</Topic>                                    | INVALID_ARGUMENT | Invalid Topic ARN
                    <Id>n</Id><Topic>arn:aws:sqs:default::t</Topic>               | INVALID_ARGUMENT | Invalid Topic ARN
                    <Id>n</Id><Topic>arn:aws:sns:default:tenant:t</Topic>         | INVALID_ARGUMENT | Invalid Topic ARN
                    <Id>n</Id><Id>m</Id><Topic>arn:aws:sns:default::t</Topic>     | MALFORMED_XML    | has <Id> twice
                    """)
    void id_and_topic_are_required(String inside, Code code, String message) {
        refused(document("<TopicConfiguration>" + inside + TAIL), code, message);
    }

    @Test
    void an_unknown_event_is_named() {
        refused(
                document(HEAD + "<Event>s3:ObjectEaten:*</Event>" + TAIL),
                Code.INVALID_ARGUMENT,
                "Unknown Event type: s3:ObjectEaten:*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <S3Key><FilterRule><Name>infix</Name><Value>x</Value></FilterRule></S3Key> | use prefix, suffix or regex
                    <S3Key><FilterRule><Name>prefix</Name><Value>x</Value></FilterRule><FilterRule><Name>Prefix</Name><Value>y</Value></FilterRule></S3Key> | twice
                    <S3Key><FilterRule><Name>prefix</Name></FilterRule></S3Key>                | needs a Name and a Value
                    <S3Key><FilterRule><Value>x</Value></FilterRule></S3Key>                   | needs a Name and a Value
                    <S3Tags><FilterRule><Name/><Value>x</Value></FilterRule></S3Tags>          | needs a Name and a Value
                    <S3Key><FilterRule><Name>prefix</Name><Value>x</Value><Type>MAYBE</Type></FilterRule></S3Key> | IN or OUT
                    <S3Key><Rule/></S3Key>                                                     | holds FilterRule
                    <S3Color/>                                                                 | holds S3Key, S3Metadata, S3Tags
                    <S3Key/><S3Key/>                                                           | twice
                    """)
    void a_filter_of_another_kind_is_malformed(String filter, String message) {
        refused(
                document(HEAD + "<Filter>" + filter + "</Filter>" + TAIL),
                Code.MALFORMED_XML,
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a{1001}", "((a{1000}){1000}){1000}", "(?=x)"})
    void a_regular_expression_that_is_none_is_refused_when_it_is_put(String regex) {
        refused(
                document(
                        HEAD
                                + "<Filter><S3Key>"
                                + row("regex", regex)
                                + "</S3Key></Filter>"
                                + TAIL),
                Code.INVALID_ARGUMENT,
                "regular expression '" + regex + "'");
    }

    @Test
    void no_body_is_an_invalid_argument() {
        refused("", Code.INVALID_ARGUMENT, "The request needs a body");
    }

    @Test
    void what_is_put_takes_the_place_of_its_id_and_topic_and_leaves_the_rest() {
        List<Rule> kept = List.of(rule("a", "t"), rule("b", "t"), rule("a", "u"));
        Rule put =
                new Rule(
                        "a",
                        NamedTopic.of("t"),
                        List.of(),
                        new Filter(List.of(new Filter.Prefix("x", false))),
                        new RuleState.Enabled());
        assertThat(merged(kept, List.of(put, rule("c", "t"))))
                .containsExactly(put, rule("b", "t"), rule("a", "u"), rule("c", "t"));
        assertThat(merged(kept, List.of())).isEmpty();
        assertThat(merged(List.of(), List.of(rule("a", "t"), put))).containsExactly(put);
    }

    @Test
    void a_bucket_cannot_collect_rules_without_end() {
        var kept = new ArrayList<Rule>();
        IntStream.range(0, 10_000).forEach(i -> kept.add(rule("r" + i, "t")));
        assertThat(merged(kept, List.of(rule("r7", "t")))).hasSize(10_000);
        assertThatThrownBy(() -> merged(kept, List.of(rule("one more", "t"))))
                .isInstanceOfSatisfying(
                        NotificationXmlException.class,
                        exception -> assertThat(exception.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessageContaining("10000 notifications");
    }

    private static List<Rule> merged(List<Rule> kept, List<Rule> put) {
        return new NotificationDocument(put, List.of())
                .mergedInto(rules(kept), BUCKET, false)
                .named();
    }

    private static BucketRules rules(List<Rule> named) {
        return new BucketRules(named, new OwnRuleSet(BUCKET.idText(), List.of(), 1));
    }

    private static Rule rule(String id, String topic) {
        return new Rule(id, NamedTopic.of(topic), List.of(), Filter.all(), new RuleState.Enabled());
    }

    private static String row(String name, String value) {
        return "<FilterRule><Name>" + name + "</Name><Value>" + value + "</Value></FilterRule>";
    }

    private static String document(String inside) {
        return "<NotificationConfiguration>" + inside + "</NotificationConfiguration>";
    }

    private static List<Rule> read(String text) {
        return NotificationXml.read(text.getBytes(StandardCharsets.UTF_8)).named();
    }

    private static Rule only(String inside) {
        List<Rule> rules = read(document(inside));
        assertThat(rules).hasSize(1);
        return rules.getFirst();
    }

    private static String printed(String inside) {
        byte[] bytes = NotificationXml.write(rules(read(document(inside))), "default");
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void refused(String text, Code code, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        NotificationXmlException.class,
                        exception -> assertThat(exception.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
