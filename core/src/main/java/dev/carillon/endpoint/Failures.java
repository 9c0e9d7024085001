package dev.carillon.endpoint;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Optional;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Describes a connection failure for the operator, in one short line. */
public final class Failures {
    private static final int MAX_CHARS = 300;

    private Failures() {}

    /**
     * Returns the description of a failure; never blank, no control characters, at most 300
     * characters.
     */
    public static String inWords(Throwable failure) {
        return Printable.cut(Printable.line(words(failure)), MAX_CHARS);
    }

    /**
     * Returns whether the far end broke the connection without saying why: with an own exception of
     * the socket, one inside that of TLS, or no answer at all.
     */
    static boolean isBroken(Throwable failure) {
        return !(failure instanceof ConnectException)
                && !(failure instanceof NoRouteToHostException)
                && (failure instanceof NoHttpResponseException
                        || cause(failure, SocketException.class).isPresent());
    }

    private static String words(Throwable failure) {
        return switch (failure) {
            case GuardedNames.UnusableNameException e -> message(e);
            case NoTokenException e -> message(e);
            case ConnectTimeoutException _ -> "connecting took too long";
            case NoRouteToHostException _ -> "no route to the address";
            case ConnectException e -> refused(e);
            case NoHttpResponseException _ -> "connection closed before an answer came";
            case MessageConstraintException _ -> "the answer's header is too large";
            case SSLException e -> tls(e);
            case SocketTimeoutException _ -> "the TLS handshake took too long";
            case SocketException e -> "connection broken: " + lower(message(e));
            default -> other(failure);
        };
    }

    private static String refused(ConnectException e) {
        String message = message(e).toLowerCase(Locale.ROOT);
        if (message.contains("unreachable")) {
            return "network is unreachable";
        }
        return message.contains("refused")
                ? "connection refused"
                : "connecting failed: " + message(e);
    }

    private static String tls(SSLException e) {
        return cause(e, CertificateCheck.BadCertificateException.class)
                .or(() -> cause(e, SSLPeerUnverifiedException.class).map(Failures::wrongName))
                .or(() -> cause(e, SocketException.class).map(Failures::brokenHandshake))
                .orElseGet(() -> handshake(message(e)));
    }

    private static String handshake(String message) {
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return "the port does not speak TLS: is it http:// rather than https://?";
        }
        return ofClientCertificate(message) ? refusedClient(message) : "TLS failed: " + message;
    }

    private static boolean ofClientCertificate(String message) {
        return message.matches(".*fatal alert: (unknown_ca|.*certificate).*");
    }

    private static String refusedClient(String message) {
        return "the server does not accept the client certificate, or the lack of one ("
                + message
                + "): check ssl-certificate-location";
    }

    private static String wrongName(String message) {
        return "certificate is for another name: " + message;
    }

    private static String brokenHandshake(String message) {
        return "connection broken during the TLS handshake: " + lower(message);
    }

    private static String other(Throwable failure) {
        return cause(failure, HttpException.class)
                .map(message -> "the answer is not HTTP: " + message)
                .orElseGet(() -> failure.getClass().getSimpleName() + ": " + message(failure));
    }

    /** Returns the message of the first failure of this kind among the failure and its causes. */
    private static Optional<String> cause(Throwable failure, Class<? extends Throwable> kind) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 10; depth++) {
            if (kind.isInstance(at)) {
                return Optional.of(message(at));
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static String lower(String message) {
        return message.isEmpty()
                ? message
                : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
