package dev.carillon.inbound;

import dev.carillon.event.Change;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The content of one HTTP request of a publisher. */
public sealed interface ReceivedMessage {
    /**
     * Events.
     *
     * @param events in the order of the message, each with its {@link Change#original}; a record
     *     that is no event is one of type {@code OTHER} whose {@link RecordFacts#flaw} says why
     */
    record Events(List<Change> events) implements ReceivedMessage {
        public Events {
            events = List.copyOf(events);
        }
    }

    /**
     * A question whether the receiver wants the events of a topic.
     *
     * @param kind the protocol of the answer
     * @param topicArn the topic, empty if the message names none
     * @param token a secret of the publisher, empty if the message has none
     * @param timestamp as sent, empty if the message has none
     * @param subscribeUrl the URL to be visited as an answer, of SNS only
     */
    record Confirmation(
            Kind kind, String topicArn, String token, String timestamp, Optional<URI> subscribeUrl)
            implements ReceivedMessage {
        /** The protocol of a confirmation. */
        public enum Kind {
            /** MCS: the answer is a signature. */
            MCS,
            /** Amazon SNS: a URL is visited. */
            SNS
        }

        /** Returns the topic only, because the token and the URL are secret. */
        @Override
        public String toString() {
            return kind + " confirmation of " + topicArn;
        }
    }

    /**
     * A message that says that no change happened, such as a test event. There is nothing to store.
     *
     * @param description for people
     */
    record Test(String description) implements ReceivedMessage {}
}
