package dev.carillon.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.endpoint.Failures;
import dev.carillon.endpoint.Printable;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

/** What goes wrong with a broker, as results of attempts and in words for the operator. */
final class Trouble {
    /** The codes by which a broker refuses every message that is sent in the same way. */
    private static final Set<Integer> REFUSALS =
            Set.of(
                    AMQP.ACCESS_REFUSED,
                    AMQP.NOT_FOUND,
                    AMQP.RESOURCE_LOCKED,
                    AMQP.PRECONDITION_FAILED,
                    AMQP.NOT_ALLOWED,
                    AMQP.NOT_IMPLEMENTED);

    private Trouble() {}

    /**
     * Returns the result of the attempts that a failure ended.
     *
     * @param broker for messages
     */
    static AttemptResult result(Throwable failure, String broker) {
        if (failure instanceof ExecutionException && failure.getCause() != null) {
            return result(failure.getCause(), broker);
        }
        Optional<ShutdownSignalException> signal = signal(failure);
        String words = inWords(failure);
        boolean refused =
                isLoginFailure(failure)
                        || signal.map(Trouble::code).filter(REFUSALS::contains).isPresent();
        return refused
                ? Refused.stated(words, Scope.ENDPOINT)
                : new Unreachable(words + " (" + broker + ")");
    }

    /** Returns whether the broker refused user and password. */
    static boolean isLoginFailure(Throwable failure) {
        return failure instanceof AuthenticationFailureException
                || failure instanceof PossibleAuthenticationFailureException;
    }

    /** Returns whether the broker closed connection or channel and gave a reason. */
    static boolean isStated(Throwable failure) {
        return signal(failure).map(Trouble::code).isPresent();
    }

    /** Returns a description of the failure in one line. */
    static String inWords(Throwable failure) {
        return Printable.line(words(failure));
    }

    private static String words(Throwable failure) {
        return switch (failure) {
            case AuthenticationFailureException e ->
                    "the broker refused the login: " + e.getMessage();
            case PossibleAuthenticationFailureException e when isStated(e) ->
                    "the broker refused the login: " + signal(e).map(Trouble::stated).orElse("");
            case PossibleAuthenticationFailureException _ ->
                    "the broker closed the connection at the login: user or password may be wrong";
            case Line.NoConnectionException _ -> "no connection in time";
            case Link.BlockedException e -> String.valueOf(e.getMessage());
            case TimeoutException _, ChannelContinuationTimeoutException _ ->
                    "the broker did not answer in time";
            case SSLException e when Failures.inWords(e).contains("does not speak TLS") ->
                    "the port does not speak TLS: is it amqp:// rather than amqps://?";
            case MalformedFrameException _ -> "the port does not speak AMQP 0-9-1";
            case EOFException _ -> "the broker closed the connection";
            default ->
                    signal(failure).map(Trouble::stated).orElseGet(() -> Failures.inWords(failure));
        };
    }

    private static String stated(ShutdownSignalException signal) {
        return switch (signal.getReason()) {
            case AMQP.Channel.Close close -> close.getReplyCode() + " " + close.getReplyText();
            case AMQP.Connection.Close close when close.getReplyCode() != AMQP.REPLY_SUCCESS ->
                    close.getReplyCode() + " " + close.getReplyText();
            case null, default ->
                    signal.getCause() == null
                            ? "the connection to the broker was closed"
                            : inWords(signal.getCause());
        };
    }

    /** Returns the code that the broker gave, or none if it did not close anything itself. */
    private static @Nullable Integer code(ShutdownSignalException signal) {
        Method reason = signal.getReason();
        if (signal.isInitiatedByApplication()) {
            return null;
        }
        return switch (reason) {
            case AMQP.Channel.Close close -> close.getReplyCode();
            case AMQP.Connection.Close close -> close.getReplyCode();
            case null, default -> null;
        };
    }

    /** Returns the closing of connection or channel among the failure and its causes. */
    private static Optional<ShutdownSignalException> signal(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 10; depth++) {
            if (at instanceof ShutdownSignalException signal) {
                return Optional.of(signal);
            }
            at = at.getCause();
        }
        return Optional.empty();
    }
}
