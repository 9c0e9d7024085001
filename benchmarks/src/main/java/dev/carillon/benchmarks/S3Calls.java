package dev.carillon.benchmarks;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.SigV4Signer;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/** Signed calls to an S3 port, at the least possible cost for the client. Thread-safe. */
final class S3Calls implements AutoCloseable {
    private final URI server;
    private final SigV4Signer signer;
    private final CloseableHttpClient client;

    S3Calls(String server, AccessKey key, int connections) {
        this.server = URI.create(server);
        this.signer = new SigV4Signer(key, "default", "s3", InstantSource.system());
        this.client =
                HttpClients.custom()
                        .setConnectionManager(
                                PoolingHttpClientConnectionManagerBuilder.create()
                                        .setMaxConnPerRoute(connections)
                                        .setMaxConnTotal(connections)
                                        .build())
                        .disableAutomaticRetries()
                        .disableContentCompression()
                        .disableCookieManagement()
                        .build();
    }

    String get(String path, String query) {
        return send("GET", path, query, new byte[0]);
    }

    String put(String path, String query, byte[] body) {
        return send("PUT", path, query, body);
    }

    /** Creates a topic whose events are queued, and returns its ARN. */
    String makeTopic(String name, String endpoint) {
        String form =
                "Action=CreateTopic&Name=%s&push-endpoint=%s&persistent=true"
                        .formatted(name, endpoint);
        String answer = send("POST", "/", "", form.getBytes(StandardCharsets.UTF_8));
        return answer.replaceAll("(?s).*<TopicArn>(.*)</TopicArn>.*", "$1");
    }

    /** Creates a rule that sends every change of a bucket to a topic. */
    void bind(String bucket, String arn) {
        String xml =
                "<NotificationConfiguration><TopicConfiguration><Id>all</Id><Topic>%s</Topic>"
                                .formatted(arn)
                        + "</TopicConfiguration></NotificationConfiguration>";
        put("/" + bucket, "notification", xml.getBytes(StandardCharsets.UTF_8));
    }

    private String send(String method, String path, String query, byte[] body) {
        var signed =
                signer.signWithoutBody(
                        new RequestToSign(
                                method, path, query, Map.of("host", server.getAuthority())));
        var request =
                new HttpUriRequestBase(
                        method, URI.create(server + path + (query.isEmpty() ? "" : "?" + query)));
        signed.fields()
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        request.setHeader(name, value);
                    }
                });
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_FORM_URLENCODED));
        try {
            return client.execute(
                    request,
                    answer -> {
                        String text = EntityUtils.toString(answer.getEntity());
                        if (answer.getCode() / 100 != 2) {
                            throw new IOException(method + " " + path + ": " + answer + text);
                        }
                        return text;
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
