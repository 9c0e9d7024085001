package dev.carillon.http;

/**
 * A port to listen on.
 *
 * @param name of the face it serves, for messages: {@code s3}
 * @param option the option that changes it, for messages: {@code --s3-port}
 * @param host the address to listen on
 * @param number 0 = any free one
 */
public record Port(String name, String option, String host, int number) {
    public Port {
        if (number < 0 || number > 65_535) {
            throw new IllegalArgumentException(
                    "%s takes a port from 0 (any) to 65535, not %d".formatted(option, number));
        }
    }
}
