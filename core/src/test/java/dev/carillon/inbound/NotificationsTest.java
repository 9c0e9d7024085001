package dev.carillon.inbound;

import static dev.carillon.inbound.Sent.facts;
import static dev.carillon.inbound.Sent.only;
import static dev.carillon.inbound.Sent.read;
import static dev.carillon.inbound.Sent.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.Change;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.inbound.ReceivedMessage.Confirmation;
import dev.carillon.inbound.ReceivedMessage.Confirmation.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Checks what SNS sends around events, and the confirmations of SNS and MCS. */
class NotificationsTest {
    private static final String ARN = "arn:aws:sns:us-west-2:123456789012:MyTopic";

    @Test
    void the_records_in_the_message_of_a_notification_are_events() throws Exception {
        Change change = only(notification(records(Sent.AWS)));

        assertThat(change.object().key()).isEqualTo("my photo+é.jpg");
        assertThat(Sent.kept(change)).isEqualTo(Sent.AWS);
        assertThat(facts(change)).isEqualTo(facts(records(Sent.AWS)));
    }

    @Test
    void a_cloud_event_may_be_in_a_notification() throws Exception {
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"s\",\"type\":\"t\",\"data\":%s}"
                        .formatted(records(Sent.MCS));
        assertThat(facts(only(notification(event))).key()).isEqualTo("a+b%20c");
    }

    @Test
    void a_test_event_in_a_notification_is_one() throws Exception {
        assertThat(read(notification("{\"Event\":\"s3:TestEvent\"}")))
                .isEqualTo(new ReceivedMessage.Test("s3:TestEvent"));
    }

    @Test
    void neither_notifications_nor_confirmations_are_read_inside_of_a_notification() {
        for (String inner : List.of(confirmation("\"x\":1"), notification(records(Sent.AWS)))) {
            assertThatThrownBy(() -> read(notification(inner)))
                    .isInstanceOf(UnreadableMessageException.class)
                    .hasMessageStartingWith("Message of the notification: the message has no");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "", "7", "{"})
    void a_message_that_is_no_json_is_refused(String message) {
        assertThatThrownBy(() -> read(notification(message)))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageStartingWith("Message of the notification");
    }

    @Test
    void the_end_of_a_subscription_asks_for_nothing() throws Exception {
        assertThat(
                        read(
                                confirmation("\"SubscribeURL\":\"https://sns\"")
                                        .replace("Subscription", "Unsubscribe")))
                .isInstanceOf(ReceivedMessage.Test.class);
    }

    @Test
    void a_confirmation_of_mcs_is_one_however_it_is_written() throws Exception {
        var expected =
                new Confirmation(
                        Kind.MCS,
                        ARN,
                        "secretToken",
                        "2019-12-26T19:29:12+03:00",
                        Optional.empty());
        for (String version : new String[] {"1", "\"1\"", "null", "[]"}) {
            assertThat(read(confirmation("\"SignatureVersion\":" + version))).isEqualTo(expected);
        }
        String spaced = confirmation("\"SignatureVersion\":1").replace("\":", "\" :\n\t");
        assertThat(read(spaced)).isEqualTo(expected);
        assertThat(expected.toString()).doesNotContain("secretToken");
    }

    @Test
    void a_confirmation_of_sns_has_a_url() throws Exception {
        String url = "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription";
        var read = (Confirmation) read(confirmation("\"SubscribeURL\":\"" + url + "\""));

        assertThat(read.kind()).isEqualTo(Kind.SNS);
        assertThat(read.subscribeUrl()).contains(URI.create(url));
        assertThat(read.toString()).doesNotContain("https");
        var broken = (Confirmation) read(confirmation("\"SubscribeURL\":\"http://a b\""));
        assertThat(broken.kind()).isEqualTo(Kind.SNS);
        assertThat(broken.subscribeUrl()).isEmpty();
    }

    @Test
    void records_are_never_dropped_for_a_confirmation_beside_them() throws Exception {
        String both = confirmation("\"Records\":[" + Sent.MCS + "]");
        assertThat(facts(both).key()).isEqualTo("a+b%20c");
        String inAKey = "\\\"Type\\\":\\\"SubscriptionConfirmation\\\"";
        assertThat(facts(records(Sent.MCS.replace("a+b%20c", inAKey))).key())
                .isEqualTo("\"Type\":\"SubscriptionConfirmation\"");
    }

    @Test
    void texts_of_a_confirmation_that_are_none_are_empty() throws Exception {
        var read =
                (Confirmation)
                        read(
                                "{\"Type\":\"SubscriptionConfirmation\",\"TopicArn\":7,\"Token\":{\"a\":[]},"
                                    + "\"Timestamp\":\""
                                        + "9".repeat(9_000)
                                        + "\"}");
        assertThat(read.topicArn()).isEmpty();
        assertThat(read.token()).isEmpty();
        assertThat(read.timestamp()).isEmpty();
    }

    private static String notification(String message) {
        return """
        {"Type":"Notification","MessageId":"22b80b92","TopicArn":"%s","Subject":"Amazon S3 Notification",
        "Message":%s,"Timestamp":"2012-05-02T00:54:06.655Z","SignatureVersion":"1","Signature":"EXA=",
        "SigningCertURL":"https://sns.us-west-2.amazonaws.com/x.pem","UnsubscribeURL":"https://sns"}\
        """
                .formatted(ARN, JsonMapper.shared().writeValueAsString(message));
    }

    private static String confirmation(String more) {
        return """
        {"Timestamp":"2019-12-26T19:29:12+03:00","Type":"SubscriptionConfirmation","Message":"You chose",
        "TopicArn":"%s","Token":"secretToken",%s}\
        """
                .formatted(ARN, more);
    }
}
