package dev.carillon.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.format.Message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class TooLargeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRECONDITION_FAILED - message size 2000 is larger than configured max size 1000",
                "PRECONDITION_FAILED - message size 2000 larger than configured max size 1000",
                "PRECONDITION_FAILED - message size 2000 is larger than max size 1000"
            })
    void only_the_message_of_that_size_is_refused_for_good(String words) {
        ShutdownSignalException signal = signal(AMQP.PRECONDITION_FAILED, words);

        AttemptResult itself = TooLarge.result(signal, pending(2_000));
        assertThat(((Stated) ((Refused) itself).reason()).scope()).isEqualTo(Scope.MESSAGE);
        assertThat(itself.summary()).contains("message size 2000");
        assertThat(TooLarge.result(signal, pending(1_999))).isInstanceOf(Unreachable.class);
    }

    @Test
    void the_code_of_amqp_for_it_is_understood_too() {
        ShutdownSignalException signal =
                signal(
                        AMQP.CONTENT_TOO_LARGE,
                        "Message size of 2000 greater than allowed maximum of 1000");

        assertThat(((Stated) ((Refused) TooLarge.result(signal, pending(2_000))).reason()).scope())
                .isEqualTo(Scope.MESSAGE);
        assertThat(TooLarge.result(signal, pending(1_999))).isInstanceOf(Unreachable.class);
    }

    @Test
    void other_reasons_say_nothing_about_a_size() {
        assertThat(TooLarge.closed(signal(AMQP.PRECONDITION_FAILED, "invalid expiration")))
                .isFalse();
        assertThat(TooLarge.closed(signal(AMQP.NOT_FOUND, "message size 5 larger than max size 3")))
                .isFalse();
    }

    private static ShutdownSignalException signal(int code, String words) {
        var close =
                new AMQP.Channel.Close.Builder()
                        .replyCode(code)
                        .replyText(words)
                        .classId(60)
                        .methodId(40)
                        .build();
        return new ShutdownSignalException(false, false, close, "channel");
    }

    private static Pending pending(int size) {
        return new Pending(new Message("text/plain", Map.of(), new byte[size]), Long.MAX_VALUE);
    }
}
