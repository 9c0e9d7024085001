package dev.carillon.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Speaks to a server in raw bytes, so that tests can send what no HTTP client sends. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final Pattern LENGTH = Pattern.compile("Content-Length: (\\d+)");

    private final Socket socket;

    public RawClient(int port) throws IOException {
        this("127.0.0.1", port);
    }

    /** Connects from a given loopback address. */
    RawClient(String from, int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Sends text; line feeds become carriage return and line feed. */
    public RawClient send(String text) throws IOException {
        return sendRaw(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    public RawClient sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Closes the output side of the connection. */
    public RawClient finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads until the server closes the connection; fails if that takes more than 10 s. */
    public String readToEnd() throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException e) {
            all.writeBytes("[reset]".getBytes(ISO_8859_1));
        }
        return all.toString(ISO_8859_1);
    }

    /** Reads up to and including an empty line: the head of an answer. */
    public String readHead() throws IOException {
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

    /** Reads an answer with its body, whose length is in its head. */
    public String readHeadAndBody() throws IOException {
        String head = readHead();
        Matcher length = LENGTH.matcher(head);
        return length.find()
                ? head
                        + new String(
                                socket.getInputStream()
                                        .readNBytes(Integer.parseInt(length.group(1))),
                                ISO_8859_1)
                : head;
    }

    /**
     * Sends a byte every 20 ms until the server answers or closes.
     *
     * @return whether the server did so before {@code most} bytes were sent
     */
    public boolean endsWhileTrickling(char one, int most) throws IOException {
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
