package dev.carillon.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** Speaks to a server in bytes, as no honest client would. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Sends text; line feeds become carriage return and line feed. */
    RawClient send(String text) throws IOException {
        return sendRaw(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    RawClient sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Says that nothing more will come. */
    RawClient finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** All that comes until the server closes; fails when it does not within 10 s. */
    String readToEnd() throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException e) {
            all.writeBytes("[reset]".getBytes(ISO_8859_1));
        }
        return all.toString(ISO_8859_1);
    }

    /** What comes up to and with an empty line: the head of an answer. */
    String readHead() throws IOException {
        var head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return head + "[closed]";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /**
     * Sends a byte each 20 ms until the server answers or closes.
     *
     * @return whether it did before so many bytes
     */
    boolean endsWhileTrickling(char one, int most) throws IOException {
        socket.setSoTimeout(20);
        for (int sent = 0; sent < most; sent++) {
            if (tookNotice(one)) {
                return true;
            }
        }
        return false;
    }

    private boolean tookNotice(char one) throws IOException {
        try {
            socket.getOutputStream().write(one);
            socket.getInputStream().read();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
