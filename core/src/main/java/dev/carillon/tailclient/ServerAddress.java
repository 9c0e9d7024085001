package dev.carillon.tailclient;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/** The address of a server as a signed request needs it. */
public final class ServerAddress {
    private static final Map<String, String> DEFAULT_PORTS = Map.of("http", ":80", "https", ":443");

    private ServerAddress() {}

    /**
     * Returns the address without the default port of its scheme. HTTP clients leave that port out
     * of the Host header, so a signature over an authority with it would not be valid.
     *
     * @param address without path and query
     */
    public static URI withoutDefaultPort(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        String port = DEFAULT_PORTS.getOrDefault(scheme, ":");
        String text = address.toString();
        return text.endsWith(port)
                ? URI.create(text.substring(0, text.length() - port.length()))
                : address;
    }
}
