package dev.carillon.broker;

import dev.carillon.event.TraceContext;
import dev.carillon.format.B2Reader;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.http.Answer;
import dev.carillon.http.Headers;
import dev.carillon.http.Request;
import dev.carillon.http.Warnings;
import dev.carillon.notifier.Publications;
import dev.carillon.notifier.PublishedMessage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Publishes the events of a message. Thread-safe. */
final class PublishCall {
    /** The largest body of a request in bytes. */
    static final int MAX_BYTES = B2Reader.MAX_BYTES;

    private final Publications publications;

    PublishCall(Publications publications) {
        this.publications = publications;
    }

    /** Answers a request whose signature is valid; an accepted event is durable then. */
    Answer answer(Request request, byte[] body) {
        if (!request.method().equals("POST")) {
            return Answers.empty(405).with("Allow", "POST");
        }
        var message =
                new PublishedMessage(body, headers(request), request.peer().address())
                        .in(TraceContext.of(request::headers));
        try {
            publications.accept(message);
            return Answers.empty(200);
        } catch (UnreadableMessageException e) {
            return Warnings.of(List.of(String.valueOf(e.getMessage()))).on(Answers.empty(400));
        }
    }

    private static Map<String, String> headers(Request request) {
        var headers = new HashMap<String, String>();
        for (Headers.Field field : request.headers().fields()) {
            headers.putIfAbsent(field.name(), field.value());
        }
        return headers;
    }
}
