package dev.carillon.kafka;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.endpoint.Failures;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.util.stream.Stream;

import javax.net.ssl.SSLException;

/** Turns failures of Kafka's client into results, in words for the operator. */
final class KafkaFailures {
    private KafkaFailures() {}

    /** Returns the result of an attempt whose record failed with this, time-outs excepted. */
    static AttemptResult result(Throwable failure, String topic) {
        return switch (failure) {
            case RecordTooLargeException _, RecordBatchTooLargeException _ -> tooLarge(topic);
            case UnknownTopicOrPartitionException _ -> missing(topic);
            case InvalidTopicException _ ->
                    refused("'" + topic + "' is no name of a Kafka topic", Scope.ENDPOINT);
            case TopicAuthorizationException _ ->
                    refused("the user may not write to topic " + topic, Scope.ENDPOINT);
            case AuthorizationException e ->
                    refused("the user is not allowed: " + words(e), Scope.ENDPOINT);
            case SslAuthenticationException e -> new Unreachable(tls(e));
            case AuthenticationException e ->
                    refused(
                            "authentication failed: "
                                    + words(e).replaceFirst("^Authentication failed: ", ""),
                            Scope.ENDPOINT);
            case NotEnoughReplicasException _ ->
                    refused("not enough replicas in sync for topic " + topic, Scope.ENDPOINT);
            case RetriableException e -> new Unreachable(Failures.inWords(e));
            case ApiException e when !fatal(e) ->
                    refused("the broker refused: " + words(e), Scope.DELIVERY);
            default -> new Unreachable(Failures.inWords(failure));
        };
    }

    /** Returns the result of an attempt to write to a topic that the cluster does not have. */
    static AttemptResult missing(String topic) {
        return refused(
                "topic " + topic + " does not exist in Kafka: create it there", Scope.ENDPOINT);
    }

    /** Returns whether the client found no answer in its own time. */
    static boolean silent(Throwable failure) {
        return failure instanceof TimeoutException && !noRoom(failure);
    }

    /** Returns whether the record was not taken over because the memory for records is used up. */
    static boolean noRoom(Throwable failure) {
        return failure instanceof BufferExhaustedException;
    }

    /** Returns whether the producer is of no use after the failure. */
    static boolean fatal(Throwable failure) {
        return switch (failure) {
            case AuthenticationException _, ClusterAuthorizationException _ -> true;
            case RetriableException _, AuthorizationException _ -> false;
            case ApiException e -> ofProducer(e);
            default -> true;
        };
    }

    /** Fenced, unknown to the broker, or out of its order: the next record needs a new session. */
    private static boolean ofProducer(ApiException failure) {
        return Stream.of("Producer", "Sequence", "Pid", "Transaction", "UnsupportedVersion")
                .anyMatch(failure.getClass().getSimpleName()::contains);
    }

    private static AttemptResult tooLarge(String topic) {
        return refused(
                "the record is larger than topic %s takes: raise max.message.bytes of the topic"
                        .formatted(topic),
                Scope.MESSAGE);
    }

    private static AttemptResult refused(String words, Scope scope) {
        return Refused.stated(words, scope);
    }

    private static String tls(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return Failures.inWords(cause);
            }
        }
        return Failures.inWords(failure);
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
