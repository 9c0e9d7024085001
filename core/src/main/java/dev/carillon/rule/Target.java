package dev.carillon.rule;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An address to deliver to and how: data only, the open connection is an endpoint.
 *
 * @param address the URL as configured, secrets included: never log it, log {@link #shown()}
 * @param options the attributes that concern the endpoint (verify-ssl, ca-location, cloudevents,
 *     …), by name
 */
public record Target(String address, Map<String, String> options) {
    public Target {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /** The part before {@code ://}, in lower case. */
    public String scheme() {
        int end = address.indexOf("://");
        return end < 0 ? "" : address.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /** The address with any password masked: for logs, messages and answers. */
    public String shown() {
        return address.replaceFirst("://([^:/@?#]*):[^@/]*@", "://$1:***@");
    }

    @Override
    public String toString() {
        return shown();
    }
}
