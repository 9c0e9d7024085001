package dev.carillon.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes an answer to one exchange, blocking; closes the answer's stream in every case. */
final class Sender {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Response to;
    private final boolean withoutBody;
    private final Watch watch;

    /** Creates a sender for a response; the body of an answer to HEAD is left out. */
    Sender(Response to, String method, Watch watch) {
        this.to = to;
        this.withoutBody = HttpMethod.HEAD.is(method);
        this.watch = watch;
    }

    void send(Answer answer) throws IOException {
        to.setStatus(answer.status());
        answer.headers()
                .fields()
                .forEach(
                        field -> to.getHeaders().add(field.name(), WireText.toSend(field.value())));
        switch (answer.body()) {
            case Answer.Body.Empty _ -> empty(answer.status());
            case Answer.Body.Bytes(byte[] bytes) -> bytes(bytes);
            case Answer.Body.Stream(InputStream from, long length) -> stream(from, length);
            case Answer.Body.Written(Answer.Writer writer) -> written(writer);
            case Answer.Body.Live(Answer.Writer writer) -> live(writer);
        }
    }

    private void empty(int status) throws IOException {
        if (status != NO_CONTENT && status != NOT_MODIFIED) {
            to.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        }
        write(true, new byte[0], 0, 0);
    }

    private void bytes(byte[] bytes) throws IOException {
        to.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        writeAll(true, bytes, 0, withoutBody ? 0 : bytes.length);
    }

    private void stream(InputStream from, long length) throws IOException {
        try (from) {
            to.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
            copy(from, withoutBody ? 0 : length);
        }
    }

    private void copy(InputStream from, long length) throws IOException {
        byte[] buffer = new byte[Math.clamp(length, 1, BUFFER_BYTES)];
        long left = length;
        do {
            int count = from.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
            if (count == 0 && left > 0) {
                throw new EOFException("the answer's stream lacks " + left + " bytes");
            }
            left -= count;
            write(left == 0, buffer, 0, count);
        } while (left > 0);
    }

    private void written(Answer.Writer writer) throws IOException {
        if (!withoutBody) {
            var buffered = new BufferedOutputStream(new Chunks(), BUFFER_BYTES);
            writer.write(buffered);
            buffered.flush();
        }
        write(true, new byte[0], 0, 0);
    }

    private void live(Answer.Writer writer) throws IOException {
        if (!withoutBody) {
            watch.live();
            writer.write(new Chunks());
        }
        write(true, new byte[0], 0, 0);
    }

    private void writeAll(boolean last, byte[] from, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        do {
            int count = Math.min(end - at, BUFFER_BYTES);
            write(last && at + count == end, from, at, count);
            at += count;
        } while (at < end);
    }

    /** Writes at most one buffer; the watch allows a time that depends on the size. */
    private void write(boolean last, byte[] from, int offset, int count) throws IOException {
        watch.writeBegan(count);
        try {
            Content.Sink.write(to, last, ByteBuffer.wrap(from, offset, count));
        } finally {
            watch.writeEnded();
        }
    }

    /** Sends the bytes that a writer produces. */
    private final class Chunks extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            writeAll(false, from, offset, length);
        }
    }
}
