package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.Answer;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Headers;
import dev.carillon.http.Query;
import dev.carillon.http.Request;
import dev.carillon.s3.S3Hosts;
import dev.carillon.state.UnknownOutcomeException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;

class S3PortTest {
    @ParameterizedTest
    @CsvSource({"PUT, /bucket/key, s3", "POST, /, topics", "POST, /bucket, s3"})
    void the_face_of_the_request_says_that_the_disk_takes_no_more(
            String method, String path, String face) throws Exception {
        var port =
                new WriteGuard(
                        new S3Port(new Broken("s3"), new Broken("topics"), S3Hosts.ofLocalhost()));
        Answer answer = port.answer(request(method, path));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers().first("x-face")).contains(face);
    }

    private static Request request(String method, String path) {
        var peer = new Request.Peer("127.0.0.1", false);
        return new Request(
                "id",
                method,
                path,
                Query.NONE,
                Headers.NONE,
                peer,
                InputStream.nullInputStream(),
                BodyBudget.of(0).lease());
    }

    /** A face over a disk that fails. */
    private record Broken(String name) implements Face {
        @Override
        public Answer answer(Request request) {
            throw new UnknownOutcomeException("sync failed", new IOException("broken disk"));
        }

        @Override
        public Answer failure(Request request, Failure failure) {
            return Answer.of(failure.status()).with("x-face", name);
        }
    }
}
