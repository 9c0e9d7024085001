package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.RecordingReceiver;
import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Tests every way to write or to resolve an internal address along the path of a delivery: the
 * check at configuration, then the endpoint, which resolves, asks the guard and connects. The
 * receiver is what must not be reached. The guard is that of a server that listens on all
 * addresses.
 */
class AddressFormsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Message MESSAGE = new Message("text/plain", Map.of(), new byte[0]);

    private final RecordingReceiver receiver = RecordingReceiver.start();
    private final RecordingReceiver named = RecordingReceiver.startAt("127.0.0.2", receiver.port());
    private final List<String> lookups = new ArrayList<>();
    private final Deque<List<String>> answers = new ArrayDeque<>();

    @AfterEach
    void close() {
        receiver.close();
        named.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // decimal, octal, hexadecimal, mixed, with fewer parts, with leading zeros
                "127.0.0.1",
                "2130706433",
                "017700000001",
                "0177.0.0.1",
                "0177.0.0.01",
                "0x7f000001",
                "0x7F.0.0.1",
                "0x7f.0x0.0x0.0x1",
                "0x7f.1",
                "127.1",
                "127.0.1",
                "0177.0x1",
                "127.0.0.0x1",
                "000000177.0.0.1",
                // other addresses of this machine
                "127.255.255.254",
                "0",
                "0.0.0.0",
                "0x0",
                // a trailing dot
                "127.0.0.1.",
                "127.1.",
                "2130706433.",
                "0x7f000001.",
                // other digits and other dots, which IDNA maps to ASCII
                "１２７.0.0.1",
                "127。0。0。1",
                "127．0．0．1",
                "127｡0｡0｡1",
                "①②⑦.⓪.⓪.①",
                "𝟏𝟐𝟕.𝟎.𝟎.𝟏",
                "１２７。１",
                "0ｘ7f.1",
                "127.0.0.1。",
                // IPv6, compressed or not, and IPv4 inside
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[0000:0000:0000:0000:0000:0000:0000:0001]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::FFFF:7F00:0001]",
                "[0:0:0:0:0:ffff:127.0.0.1]",
                "[::127.0.0.1]",
                "[::7f00:1]",
                "[::ffff:0:127.0.0.1]",
                "[64:ff9b::127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b:1::127.0.0.1]",
                "[2002:7f00:1::1]",
                "[2001:0:7f00:1::f7f7:f7f7]",
                "[2001:0:808:808::80ff:fffe]",
                "[2606:4700::5efe:127.0.0.1]",
                "[2606:4700::200:5efe:7f00:1]",
                "[fe80::1%1]",
                "[::1%1]",
                // a user name that looks like a host
                "example.com@127.0.0.1",
                "8.8.8.8@127.1",
                "example.com:443@127.0.0.1",
                "8.8.8.8%2F@127.0.0.1",
                "example.com%23@[::1]",
                // names that mean this machine everywhere
                "localhost",
                "LOCALHOST.",
                "x.localhost",
                "x.LocalHost.",
                "ｌｏｃａｌｈｏｓｔ",
                "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"
            })
    void a_host_that_is_an_address_inside(String host) {
        String url = "http://" + host + ":" + receiver.port() + "/";
        answers.add(List.of("127.0.0.1"));
        try (var provider = provider("")) {
            assertThat(provider.objection(target(url)))
                    .as("at configuration")
                    .hasValueSatisfying(why -> assertThat(why).contains("--allow-targets "));
            assertRefused(provider.open(target(url)).send(MESSAGE, LONG), "--allow-targets ");
        }
        assertThat(receiver.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // percent-encoding, complete and partial
                "http://%31%32%37.0.0.1/",
                "http://127.0.0.1%2f/",
                "http://127%2e0%2e0%2e1/",
                "http://%6c%6f%63alhost/",
                "http://[%3a%3a1]/",
                // characters that other parsers take for the end of the host
                "http://127.0.0.1\\/",
                "http://example.com\\@127.0.0.1:x/",
                "http://127.0.0.1 /",
                "http:// 127.0.0.1/",
                "http://127.0.0.1\t/",
                "http://127.0.0.1\n/",
                "http://127.0.0.1\u0000.example.com/",
                "http://127.0.0.1;example.com/",
                "http://127.0.0.1,example.com/",
                "http://a@b@127.0.0.1/",
                // ports
                "http://127.0.0.1:0/",
                "http://127.0.0.1:00/",
                "http://127.0.0.1:/",
                "http://127.0.0.1:-1/",
                "http://127.0.0.1:65536/",
                "http://127.0.0.1:+80/",
                "http://127.0.0.1:0x50/",
                "http://127.0.0.1:８０/",
                "http://127.0.0.1:80:80/",
                // numbers that are no address, but that another parser may take for one
                "http://127.0.0.1.1/",
                "http://127.0.0.256/",
                "http://256.0.0.1/",
                "http://4294967296/",
                "http://0x100000000/",
                "http://127.0.0.08/",
                "http://127.0.0.0x/",
                "http://example.1/",
                "http://1.2.3.4.5/",
                "http://127..0.1/",
                "http://127.0.0.1../",
                // invalid IPv6
                "http://[::1/",
                "http://::1/",
                "http://[]/",
                "http://[127.0.0.1]/",
                "http://[::1]x/",
                "http://[::1%25lo]/",
                "http://[::1%nothere]/",
                "http://[::ffff:127.1]/",
                "http://[::ffff:0x7f.0.0.1]/",
                "http://[v1.127.0.0.1]/",
                "http://[::1",
                // no host, no scheme, another scheme
                "http:///127.0.0.1/",
                "http://@/",
                "http:127.0.0.1/",
                "//127.0.0.1/",
                "127.0.0.1",
                "file:///etc/passwd",
                "ftp://127.0.0.1/",
                "jar:http://127.0.0.1/!/",
                "gopher://127.0.0.1/"
            })
    void a_url_that_is_none(String url) {
        try (var provider = provider("0.0.0.0/0,::/0")) {
            assertThat(provider.objection(target(url))).as("at configuration").isPresent();
            assertThatThrownBy(() -> provider.open(target(url)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(lookups).isEmpty();
    }

    /** Addresses as a resolver returns them: mapped ones stay IPv6 addresses. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, loopback",
        "::1, loopback",
        "::1%1, loopback",
        "::ffff:127.0.0.1, loopback",
        "::ffff:169.254.169.254, metadata",
        "::ffff:10.1.2.3, private",
        "::ffff:0.0.0.0, unspecified",
        "::ffff:255.255.255.255, broadcast",
        "::127.0.0.1, loopback",
        "::169.254.169.254, metadata",
        "::ffff:0:127.0.0.1, loopback",
        "::ffff:0:169.254.169.254, metadata",
        "64:ff9b::127.0.0.1, loopback",
        "64:ff9b::169.254.169.254, metadata",
        "64:ff9b::10.1.2.3, private",
        "64:ff9b:1::8.8.8.8, private",
        "64:ff9b:1:ffff:ffff:ffff:8.8.8.8, private",
        "2002:7f00:1::, loopback",
        "2002:a9fe:a9fe::1, metadata",
        "2002:a01:203::5efe:8.8.8.8, private",
        "2002:808:808::5efe:10.1.2.3, private",
        "2001:0:a01:203::f7f7:f7f7, private",
        "2001:0:808:808::f5fe:fdfc, private",
        "2001:0:808:808::5601:5601, metadata",
        "2606:4700::5efe:169.254.169.254, metadata",
        "2606:4700::200:5efe:10.1.2.3, private",
        "fe80::5efe:8.8.8.8, link-local",
        "fe80::1, link-local",
        "fe80::1%1, link-local",
        "fd00:ec2::254, metadata",
        "fc00::1, private",
        "::, unspecified",
        "0.0.0.0, unspecified",
        "169.254.169.254, metadata",
        "10.1.2.3, private",
        "255.255.255.255, broadcast",
        "2001:db8::1, documentation",
        "3fff::1, documentation",
        "5f00::1, reserved",
        "100::1, reserved",
        "ff02::1, multicast",
    })
    void a_name_that_leads_inside(String address, String kind) {
        answers.add(List.of(address));
        try (var provider = provider("")) {
            assertThat(provider.objection(target(url()))).as("names may be configured").isEmpty();

            assertRefused(send(provider), kind);
        }
        assertThat(receiver.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::ffff:127.0.0.1"})
    void a_range_that_is_allowed_is_reached_in_the_mapped_form_too(String address) {
        for (String allowed : List.of("127.0.0.0/8", "::ffff:127.0.0.0/104", "127.0.0.1")) {
            answers.add(List.of(address));
            try (var provider = provider(allowed)) {
                assertThat(send(provider)).isEqualTo(new Accepted(200));
            }
        }
        assertThat(receiver.requests()).hasSize(3);
    }

    @Test
    void of_mixed_answers_only_what_is_allowed_is_connected_to() {
        named.stop();
        answers.add(List.of("127.0.0.1", "::ffff:127.0.0.1", "127.0.0.2", "::ffff:127.0.0.2"));
        try (var provider = provider("127.0.0.2")) {
            assertThat(send(provider))
                    .as("the one that is allowed is away, and no other is tried")
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            unreachable ->
                                    assertThat(unreachable.cause()).contains("connection refused"));
        }
        assertThat(receiver.connections()).isZero();
    }

    @Test
    void a_second_answer_that_differs_leads_nowhere() {
        named.then(Answer.with(200, "Connection", "close"));
        answers.add(List.of("127.0.0.2"));
        answers.add(List.of("127.0.0.1"));
        try (var provider = provider("127.0.0.2")) {
            var endpoint = provider.open(target(url()));

            assertThat(endpoint.send(MESSAGE, LONG)).isEqualTo(new Accepted(200));
            assertThat(lookups).as("one look-up for check and connection").hasSize(1);
            assertRefused(endpoint.send(MESSAGE, LONG), "loopback");
        }
        assertThat(receiver.connections()).isZero();
    }

    @Test
    void a_redirect_is_not_followed() {
        answers.add(List.of("127.0.0.2"));
        named.then(
                Answer.with(307, "Location", receiver.url("/")),
                Answer.with(302, "Location", "//127.0.0.1:" + receiver.port() + "/"));
        try (var provider = provider("127.0.0.2")) {
            var endpoint = provider.open(target(url()));
            for (int status : List.of(307, 302)) {
                assertThat(endpoint.send(MESSAGE, LONG))
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused -> assertThat(refused.status()).hasValue(status));
            }
        }
        assertThat(receiver.connections()).isZero();
    }

    private String url() {
        return "http://name.test:" + receiver.port() + "/";
    }

    private AttemptResult send(HttpEndpointProvider provider) {
        return provider.open(target(url())).send(MESSAGE, LONG);
    }

    private static Target target(String url) {
        return new Target(url, Map.of());
    }

    private HttpEndpointProvider provider(String allowed) {
        return new HttpEndpointProvider(
                new AddressGuard(Cidr.parseAll(allowed), false),
                this::answer,
                SettableClock.atNewYear(),
                HttpEndpointProvider.LONGEST_LIFE);
    }

    private InetAddress[] answer(String name) throws UnknownHostException {
        lookups.add(name);
        if (answers.isEmpty()) {
            throw new UnknownHostException(name);
        }
        return answers.remove().stream().map(AddressFormsTest::raw).toArray(InetAddress[]::new);
    }

    /** Returns the address as a resolver creates it from a record, without looking at its bytes. */
    private static InetAddress raw(String literal) {
        InetAddress address = InetAddress.ofLiteral(literal);
        return address instanceof Inet4Address && literal.indexOf(':') >= 0
                ? mapped(address.getAddress())
                : address;
    }

    private static InetAddress mapped(byte[] ipv4) {
        byte[] bytes = new byte[16];
        Arrays.fill(bytes, 10, 12, (byte) 0xFF);
        System.arraycopy(ipv4, 0, bytes, 12, ipv4.length);
        try {
            return Inet6Address.getByAddress("", bytes, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(AttemptResult result, String part) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable ->
                                assertThat(unreachable.cause()).contains(part, "--allow-targets "));
    }
}
