package dev.carillon.b2;

import com.backblaze.b2.client.B2ClientConfig;
import com.backblaze.b2.client.B2StorageClient;
import com.backblaze.b2.client.webApiHttpClient.B2StorageHttpClientBuilder;
import com.backblaze.b2.client.webApiHttpClient.HttpClientFactoryImpl;

import dev.carillon.server.RunningServer;

/** Backblaze's client for Java, connected to a server of ours. */
record B2Sdk(B2StorageClient client) implements AutoCloseable {
    B2Sdk(RunningServer server, String keyId, String key) {
        this(
                B2StorageHttpClientBuilder.builder(
                                B2ClientConfig.builder(keyId, key, "carillon-test")
                                        .setMasterUrl(server.server().b2Url().orElseThrow() + "/")
                                        .build())
                        .setHttpClientFactory(
                                HttpClientFactoryImpl.builder()
                                        .setSupportInsecureHttp(true)
                                        .build())
                        .build());
    }

    @Override
    public void close() {
        client.close();
    }
}
