package dev.carillon.b2;

import dev.carillon.http.Request;
import dev.carillon.signature.ChecksumAlgorithm;
import dev.carillon.signature.Checksums;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The data of an upload, whose SHA-1 is computed while it is read and compared with the client's:
 * from the header, or from the last 40 bytes of the body. The end of the stream throws if they
 * differ, so nothing is stored. Not thread-safe.
 */
final class UploadStream extends InputStream {
    /** The prefix of a SHA-1 that was not compared with a client's. */
    static final String UNVERIFIED = "unverified:";

    private static final String AT_END = "hex_digits_at_end";
    private static final String NOT_VERIFIED = "do_not_verify";
    private static final String HEX = "[0-9a-f]{40}";
    private static final String HEADER = "x-bz-content-sha1";
    private static final int HEX_DIGITS = 40;

    private final InputStream from;
    private final Checksums sums;
    private final String expected;
    private long left;
    private boolean ended;

    private UploadStream(InputStream from, long length, Checksums sums, String expected) {
        this.from = from;
        this.left = length;
        this.sums = sums;
        this.expected = expected;
    }

    /** Returns whether an upload's data is compared with a SHA-1. */
    static boolean isVerified(Request request) {
        return request.header(HEADER)
                .map(header -> header.strip().toLowerCase(Locale.ROOT))
                .filter(header -> !header.equals(NOT_VERIFIED) && !header.startsWith(UNVERIFIED))
                .isPresent();
    }

    /** Returns the body of an upload. */
    static SummedBody of(Request request) {
        long length =
                request.contentLength()
                        .orElseThrow(
                                () -> B2Exception.bad("The header Content-Length is required"));
        String said =
                request.header(HEADER)
                        .map(header -> header.strip().toLowerCase(Locale.ROOT))
                        .orElseThrow(() ->
                                B2Exception.bad(
                                        "The header X-Bz-Content-Sha1 is required: the SHA-1 in"
                                                + " hex, hex_digits_at_end or do_not_verify"));
        boolean atEnd = said.equals(AT_END);
        boolean hex = said.matches(HEX);
        if (!hex && !atEnd && !said.equals(NOT_VERIFIED) && !said.matches(UNVERIFIED + HEX)) {
            throw B2Exception.bad(
                    "X-Bz-Content-Sha1 must be 40 hex digits, hex_digits_at_end or do_not_verify");
        }
        if (atEnd && length < HEX_DIGITS) {
            throw B2Exception.bad("The body is shorter than the 40 hex digits at its end");
        }
        long bytes = atEnd ? length - HEX_DIGITS : length;
        String expected = hex || atEnd ? said : NOT_VERIFIED;
        return SummedBody.of(
                sums -> new UploadStream(request.body(), bytes, sums, expected), bytes);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (left == 0) {
            end();
            return -1;
        }
        int n = from.read(bytes, offset, (int) Math.min(count, left));
        if (n < 0) {
            throw B2Exception.bad("The body ended before its announced length: send it again");
        }
        sums.update(bytes, offset, n);
        left -= n;
        return n;
    }

    private void end() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        String wanted = expected.equals(AT_END) ? atEnd() : expected;
        byte[] sha1 = Base64.getDecoder().decode(sums.of(ChecksumAlgorithm.SHA1).value());
        if (!wanted.equals(NOT_VERIFIED) && !wanted.equals(HexFormat.of().formatHex(sha1))) {
            throw B2Exception.bad(
                    "Checksum did not match data received: its SHA-1 is %s; send it again"
                            .formatted(HexFormat.of().formatHex(sha1)));
        }
    }

    private String atEnd() throws IOException {
        byte[] digits = from.readNBytes(HEX_DIGITS);
        return new String(digits, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }
}
