package dev.carillon.s3;

import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A client that changes one byte of each upload after it was signed.
 *
 * @param place from the start; negative = from the end
 */
record FlippingClient(int place) implements SdkHttpClient {
    private static final SdkHttpClient CLIENT = UrlConnectionHttpClient.create();

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        var changed = HttpExecuteRequest.builder().request(request.httpRequest());
        request.contentStreamProvider()
                .ifPresent(provider -> changed.contentStreamProvider(flip(provider)));
        return CLIENT.prepareRequest(changed.build());
    }

    @Override
    public void close() {}

    private ContentStreamProvider flip(ContentStreamProvider from) {
        return () -> {
            try (InputStream in = from.newStream()) {
                byte[] body = in.readAllBytes();
                body[place < 0 ? body.length + place : place] ^= 1;
                return new ByteArrayInputStream(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
