package dev.carillon.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.inbound.ReceivedMessage.Confirmation;
import dev.carillon.inbound.ReceivedMessage.Events;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Checks that no mutation of a valid message does anything else than being refused or read, and
 * that what is read of it is the same when it is read again. {@code -Dmutations=N} tries N of each
 * message.
 */
class MutationsTest {
    private static final int COUNT = Integer.getInteger("mutations", 3_000);

    private static final String SNS =
            "{\"Type\":\"Notification\",\"Message\":\"{\\\"Records\\\":[{\\\"s3\\\":{\\\"bucket\\\":"
                + "{\\\"name\\\":\\\"b\\\"},\\\"object\\\":{\\\"key\\\":\\\"k\\\\u00e9\\\"}}}]}\"}";

    private static final String CONFIRMATION =
            "{\"Type\":\"SubscriptionConfirmation\",\"TopicArn\":\"t\",\"Token\":\"x\","
                + "\"Timestamp\":\"2026\",\"SubscribeURL\":\"https://sns.eu-west-1.amazonaws.com/?Action=a\"}";

    private static final List<String> VALID =
            List.of(
                    Sent.records(Sent.MCS, Sent.CEPH),
                    Sent.records(Sent.AWS),
                    Sent.MINIO,
                    "{\"events\":[" + Sent.B2 + "]}",
                    SNS,
                    CONFIRMATION,
                    "[{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"s\",\"type\":\"t\",\"data\":"
                            + Sent.MCS
                            + "},{\"specversion\":\"1.0\",\"id\":\"i\",\"data_base64\":\"eyJidWNrZXQiOiJiIiwia2V5IjoiayJ9\"}]");

    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "null",
                    "true",
                    "-1",
                    "1e999",
                    "0.5",
                    "\\",
                    "\\u0000",
                    "\\ud800",
                    "\\udc00",
                    "%",
                    "+",
                    "%00",
                    "\"s3\":",
                    "\"Records\":[",
                    "\"data\":",
                    "\"events\":",
                    "\"specversion\":\"1.0\",",
                    "\"Type\":\"Notification\",",
                    "\"Message\":",
                    "{}",
                    "[]",
                    "\"\"",
                    "999999999999999999999",
                    "\u0000",
                    "\uFEFF",
                    " ",
                    "\n");

    private final Confirmations confirmations =
            new Confirmations(Set.of("t"), Optional.of("https://r"), _ -> 200);

    @ParameterizedTest
    @EnumSource(KeyEncodings.class)
    void a_mutated_message_is_read_or_refused(KeyEncodings encodings) {
        int read = 0;
        for (int message = 0; message < VALID.size(); message++) {
            for (int seed = 0; seed < COUNT; seed++) {
                byte[] body = mutated(VALID.get(message), new Random(seed));
                read += survives(encodings, headers(seed), body, message + "/" + seed) ? 1 : 0;
            }
        }
        assertThat(read).as("mutations that are still read").isGreaterThan(COUNT / 10);
    }

    private boolean survives(
            KeyEncodings encodings, Map<String, String> headers, byte[] body, String name) {
        try {
            switch (Sent.read(encodings, headers, body)) {
                case Events(List<Change> events) ->
                        events.forEach(change -> consistent(encodings, change, name));
                case Confirmation asked -> confirmations.answer(asked);
                case ReceivedMessage.Test _ -> {}
            }
            return true;
        } catch (UnreadableMessageException e) {
            assertThat(e.getMessage()).as(name).isNotBlank();
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(name + ": " + new String(body, StandardCharsets.UTF_8), e);
        }
    }

    private static void consistent(KeyEncodings encodings, Change change, String name) {
        var original = change.original().orElseThrow();
        RecordFacts facts = RecordFacts.of(original.json(), encodings);
        assertThat(facts.key()).as(name).isEqualTo(change.object().key());
        assertThat(facts.bucket()).as(name).isEqualTo(change.bucket().name());
        assertThat(facts.eventName()).as(name).isEqualTo(original.type());
        assertThat(facts.eventId()).as(name).isEqualTo(original.id());
        assertThat(facts.size().orElse(0)).as(name).isEqualTo(change.object().size());
        assertThat(change.type())
                .as(name)
                .isEqualTo(
                        facts.flaw().isPresent()
                                ? EventType.OTHER
                                : EventNames.typeOf(facts.eventName(), facts.versionId()));
        if (facts.flaw().isEmpty()) {
            assertThat(facts.bucket()).as(name).isNotEmpty();
            boolean named = !facts.key().isEmpty() || facts.eventName().equals("b2:TestEvent");
            assertThat(named).as(name).isTrue();
        }
    }

    private static Map<String, String> headers(int seed) {
        return seed % 3 == 0
                ? Map.of("ce-specversion", "1.0", "ce-id", "i", "ce-source", "s", "ce-type", "t")
                : Map.of();
    }

    private static byte[] mutated(String valid, Random random) {
        byte[] body = valid.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i >= 0; i--) {
            body = once(body, random);
        }
        return body;
    }

    private static byte[] once(byte[] body, Random random) {
        if (body.length == 0) {
            return body;
        }
        int at = random.nextInt(body.length);
        int length = Math.min(random.nextInt(40), body.length - at);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(body, at);
            case 1 -> {
                byte[] other = body.clone();
                other[at] = (byte) random.nextInt(256);
                yield other;
            }
            case 2 -> replaced(body, at, length, new byte[0]);
            case 3 -> replaced(body, at, 0, Arrays.copyOfRange(body, at, at + length));
            case 4 -> replaced(body, at, 0, piece(random));
            default -> replaced(body, at, Math.min(1, length), piece(random));
        };
    }

    private static byte[] piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] replaced(byte[] body, int at, int length, byte[] by) {
        byte[] other = Arrays.copyOf(body, body.length - length + by.length);
        System.arraycopy(by, 0, other, at, by.length);
        System.arraycopy(body, at + length, other, at + by.length, body.length - at - length);
        return other;
    }
}
