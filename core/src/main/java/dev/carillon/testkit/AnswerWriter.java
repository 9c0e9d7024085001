package dev.carillon.testkit;

import dev.carillon.testkit.Answer.Close;
import dev.carillon.testkit.Answer.Drip;
import dev.carillon.testkit.Answer.Endless;
import dev.carillon.testkit.Answer.Garbage;
import dev.carillon.testkit.Answer.Hang;
import dev.carillon.testkit.Answer.Held;
import dev.carillon.testkit.Answer.Raw;
import dev.carillon.testkit.Answer.Reply;
import dev.carillon.testkit.Answer.Reset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends answers on a connection, one after another. */
final class AnswerWriter {
    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final byte[] GARBAGE =
            "\u0000\u0001this is no HTTP at all\r\n".repeat(3).getBytes(StandardCharsets.UTF_8);

    private final Socket socket;
    private final Session session;

    AnswerWriter(Socket socket, Session session) {
        this.socket = socket;
        this.session = session;
    }

    /** Sends the answer; returns whether the connection may be used for another. */
    boolean write(Answer answer) throws IOException, InterruptedException {
        return switch (answer) {
            case Reply reply -> send(bytes(reply));
            case Hang _ -> hang();
            case Reset _ -> reset();
            case Close _ -> false;
            case Garbage _ -> garbage();
            case Raw(String bytes) -> send(ascii(bytes)) && hang();
            case Drip(Reply reply, Duration pause) -> drip(bytes(reply), pause);
            case Endless(int status) -> endless(status);
            case Held held -> held(held);
        };
    }

    private boolean send(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
        return true;
    }

    private boolean garbage() throws IOException {
        send(GARBAGE);
        return false;
    }

    /** Sends nothing until the client or the session closes the connection. */
    private boolean hang() throws IOException {
        var in = socket.getInputStream();
        while (in.read() >= 0) {
            // Further bytes are not answered either.
        }
        return false;
    }

    /** Resets the connection: linger 0 turns its close into a reset. */
    private boolean reset() throws IOException {
        socket.setSoLinger(true, 0);
        return false;
    }

    private boolean drip(byte[] bytes, Duration pause) throws IOException, InterruptedException {
        for (byte each : bytes) {
            if (session.endsWithin(pause)) {
                return false;
            }
            send(new byte[] {each});
        }
        return true;
    }

    private boolean endless(int status) throws IOException {
        send(("HTTP/1.1 " + status + " Endless\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        byte[] more = "and so on, ".repeat(100).getBytes(StandardCharsets.US_ASCII);
        while (true) {
            send(more); // until the client or the session closes the connection
        }
    }

    private boolean held(Held held) throws IOException, InterruptedException {
        while (held.gate().getCount() > 0) {
            if (session.endsWithin(GLANCE)) {
                return false;
            }
        }
        return write(held.then());
    }

    private static byte[] bytes(Reply reply) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(ascii("HTTP/1.1 " + reply.status() + " As Configured\r\n"));
        reply.headers()
                .forEach((name, value) -> out.writeBytes(ascii(name + ": " + value + "\r\n")));
        if (reply.status() != 204 && reply.status() != 304) {
            out.writeBytes(ascii("Content-Length: " + reply.body().length + "\r\n"));
        }
        out.writeBytes(ascii("\r\n"));
        out.writeBytes(reply.body());
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
