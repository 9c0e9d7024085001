package dev.carillon.amqp;

import com.rabbitmq.client.GetResponse;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.message.impl.BaseGenericBinaryMessageReaderImpl;
import io.cloudevents.core.message.impl.GenericStructuredMessageReader;
import io.cloudevents.core.message.impl.MessageUtils;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Reads messages with the SDK of the CloudEvents project, which has a binding for AMQP 1.0 only:
 * this gives it headers as the application properties that they are there.
 */
final class AmqpCloudEvents extends BaseGenericBinaryMessageReaderImpl<String, String> {
    private static final String PREFIX = "cloudEvents_";
    private static final String CONTENT_TYPE = "content-type";

    private final Map<String, String> headers;

    private AmqpCloudEvents(SpecVersion version, byte[] body, Map<String, String> headers) {
        super(version, BytesCloudEventData.wrap(body));
        this.headers = headers;
    }

    static CloudEvent read(GetResponse message) {
        var headers = new TreeMap<String, String>();
        message.getProps()
                .getHeaders()
                .forEach((name, value) -> headers.put(name, value.toString()));
        String type = message.getProps().getContentType();
        headers.put(CONTENT_TYPE, type);
        byte[] body = message.getBody();
        return MessageUtils.parseStructuredOrBinaryMessage(
                        () -> type,
                        format -> new GenericStructuredMessageReader(format, body),
                        () -> headers.getOrDefault(PREFIX + "specversion", ""),
                        version -> new AmqpCloudEvents(version, body, headers))
                .toEvent();
    }

    @Override
    protected boolean isContentTypeHeader(String name) {
        return name.equals(CONTENT_TYPE);
    }

    @Override
    protected boolean isCloudEventsHeader(String name) {
        return name.startsWith(PREFIX);
    }

    @Override
    protected String toCloudEventsKey(String name) {
        return name.substring(PREFIX.length());
    }

    @Override
    protected void forEachHeader(BiConsumer<String, String> each) {
        headers.forEach(each);
    }

    @Override
    protected String toCloudEventsValue(String value) {
        return value;
    }
}
