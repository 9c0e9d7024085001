package dev.carillon.app;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

import javax.net.ssl.SSLException;

/**
 * Sends requests to a Carillon server; the errors say what to do if it does not answer. The caller
 * closes it.
 */
final class ServerCalls implements AutoCloseable {
    private final URI server;
    private final HttpClient client;
    private final String ifAbsent;

    /** Creates calls by a client that is closed together with this. */
    ServerCalls(URI server, HttpClient client) {
        this(server, client, "start one (carillon serve), or say where it is with --admin URL");
    }

    /**
     * Creates calls by a client that is closed together with this.
     *
     * @param ifAbsent what to do if no server answers
     */
    ServerCalls(URI server, HttpClient client, String ifAbsent) {
        this.server = server;
        this.client = client;
        this.ifAbsent = ifAbsent;
    }

    /** Returns the server's address. */
    URI server() {
        return server;
    }

    /**
     * Sends a request and returns the answer, whatever its status.
     *
     * @param limit how long the answer may take
     * @throws CommandFailed if there is none
     */
    HttpResponse<String> send(HttpRequest.Builder request, Duration limit) {
        try {
            return client.send(
                    request.timeout(limit).build(), HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new CommandFailed("no server answers at %s: %s".formatted(server, ifAbsent), e);
        } catch (SSLException e) {
            throw new CommandFailed(
                    "the certificate of "
                            + server
                            + " is not accepted ("
                            + e.getMessage()
                            + "): name its CA, or the certificate itself, with --ca FILE; or do"
                            + " without the check by --insecure",
                    e);
        } catch (HttpTimeoutException e) {
            throw new CommandFailed(
                    server
                            + " did not answer within "
                            + limit.toSeconds()
                            + " s: the request may still be carried out",
                    e);
        } catch (IOException e) {
            throw new CommandFailed("the call to " + server + " failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
