package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.rule.Target;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

class AddressGuardTest {
    private final AddressGuard strict = new AddressGuard(List.of(), false);

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, private",
        "10.255.255.255, private",
        "172.16.0.1, private",
        "172.31.255.255, private",
        "192.168.1.1, private",
        "192.0.0.192, metadata",
        "192.0.0.0, reserved",
        "192.0.0.255, reserved",
        "192.0.2.0, documentation",
        "192.0.2.255, documentation",
        "192.88.99.0, reserved",
        "192.88.99.255, reserved",
        "198.18.0.0, benchmarking",
        "198.19.255.255, benchmarking",
        "198.51.100.0, documentation",
        "198.51.100.255, documentation",
        "203.0.113.0, documentation",
        "203.0.113.255, documentation",
        "127.0.0.1, loopback",
        "127.255.255.254, loopback",
        "169.254.169.254, metadata",
        "168.63.129.16, metadata",
        "100.100.100.200, metadata",
        "169.254.0.1, link-local",
        "100.64.0.1, shared",
        "100.127.255.255, shared",
        "0.0.0.0, unspecified",
        "0.1.2.3, unspecified",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "240.0.0.1, reserved",
        "255.255.255.254, reserved",
        "255.255.255.255, broadcast",
        "::, unspecified",
        "::1, loopback",
        "fe80::1, link-local",
        "febf::1, link-local",
        "fe80::1%1, link-local",
        "fec0::1, private",
        "fc00::1, private",
        "fdff::1, private",
        "fd00:ec2::254, metadata",
        "fd20:ce::254, metadata",
        "169.254.170.2, metadata",
        "fe80::a9fe:a9fe, metadata",
        "ff02::1, multicast",
        "100::1, reserved",
        "100:0:0:1::1, reserved",
        "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, reserved",
        "200::1, reserved",
        "4000::, reserved",
        "5f00::1, reserved",
        "fbff::1, reserved",
        "2001:1::1, reserved",
        "2001:2::1, reserved",
        "2001:3::1, reserved",
        "2001:4:112::1, reserved",
        "2001:10::1, reserved",
        "2001:20::1, reserved",
        "2001:30::1, reserved",
        "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, reserved",
        "2001:db8::1, documentation",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, documentation",
        "3fff::, documentation",
        "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, documentation",
        "::ffff:10.0.0.1, private",
        "::ffff:127.0.0.1, loopback",
        "::ffff:169.254.169.254, metadata",
        "::10.0.0.1, private",
        "::127.0.0.1, loopback",
        "::ffff:0:192.168.0.1, private",
        "64:ff9b::10.0.0.1, private",
        "64:ff9b::7f00:1, loopback",
        "64:ff9b::a9fe:a9fe, metadata",
        "64:ff9b:1::1, private",
        "2002:0a00:0001::1, private",
        "2002:7f00:0001::, loopback",
        "2002:a9fe:a9fe::1, metadata",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe, private",
        "2606:4700::5efe:10.0.0.1, private",
        "2606:4700::200:5efe:127.0.0.1, loopback",
    })
    void refuses_the_inside(String address, String kind) {
        assertThat(strict.objection(InetAddress.ofLiteral(address)))
                .hasValueSatisfying(text -> assertThat(text).contains(kind, "--allow-targets "));
        assertThat(strict.allows(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "223.255.255.255",
                "8.8.8.8",
                "1.1.1.1",
                "192.0.1.0",
                "192.0.3.0",
                "192.88.98.255",
                "192.88.100.0",
                "198.17.255.255",
                "198.20.0.0",
                "198.51.99.255",
                "198.51.101.0",
                "203.0.112.255",
                "203.0.114.0",
                "168.63.129.15",
                "2606:4700::1111",
                "2a00::1",
                "2000::",
                "3ffe::1",
                "3fff:1000::",
                "2001:200::",
                "2001:db7:ffff::",
                "2001:db9::",
                "64:ff9b::8.8.8.8",
                "::8.8.8.8",
                "::ffff:0:8.8.8.8",
                "2606:4700::5efe:8.8.8.8",
                "2002:0808:0808::1",
                "::ffff:8.8.8.8",
                "2001:0:4136:e378:8000:63bf:f7f7:f7f7"
            })
    void lets_the_outside_through(String address) {
        assertThat(strict.objection(InetAddress.ofLiteral(address))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "::1, true",
        "::ffff:127.0.0.1, true",
        "0.0.0.0, false",
        "10.0.0.1, false",
        "169.254.169.254, false",
    })
    void lets_loopback_through_only_while_the_server_listens_on_loopback_only(
            String address, boolean allowed) {
        assertThat(new AddressGuard(List.of(), true).allows(InetAddress.ofLiteral(address)))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true",
        "10.2.0.0, false",
        "::ffff:10.1.2.3, true",
        "64:ff9b::10.1.2.3, true",
        "fd00::7, true",
        "192.168.1.1, false",
        "127.0.0.1, false",
    })
    void lets_through_what_is_allowed_by_name(String address, boolean allowed) {
        var guard = new AddressGuard(Cidr.parseAll("10.1.0.0/16,fd00::/8"), false);

        assertThat(guard.allows(InetAddress.ofLiteral(address))).isEqualTo(allowed);
    }

    /** Each address is allowed by where it leads, whatever form it is written in. */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "10.0.0.0/8, 2002:a01:203::1, true",
        "10.0.0.0/8, 2001:0:a01:203::f5fe:fdfc, true",
        "10.0.0.0/8, 2001:0:a01:203::3f57:fefc, false",
        "10.0.0.0/8, 2606:4700::5efe:10.1.2.3, true",
        "10.0.0.0/8, fd00::5efe:10.1.2.3, false",
        "'10.0.0.0/8,fd00::/8', fd00::5efe:10.1.2.3, true",
        "fd00::/8, fd00::5efe:10.1.2.3, false",
        "::/0, 64:ff9b::10.1.2.3, false",
        "::/0, ::ffff:10.1.2.3, false",
        "0.0.0.0/0, ::ffff:10.1.2.3, true",
        "10.0.0.0/8, 64:ff9b:1::10.1.2.3, false",
        "64:ff9b:1::/48, 64:ff9b:1::10.1.2.3, true",
        "fe80::/10, fe80::1%1, true",
        "127.0.0.1, ::1, false",
    })
    void judges_what_an_address_leads_to(String allowed, String address, boolean through) {
        var guard = new AddressGuard(Cidr.parseAll(allowed), false);

        assertThat(guard.allows(InetAddress.ofLiteral(address))).isEqualTo(through);
        assertThat(guard.objection(InetAddress.ofLiteral(address)).isEmpty()).isEqualTo(through);
    }

    @ParameterizedTest
    @CsvSource({
        "169.254.0.0/16, 169.254.169.254, false",
        "0.0.0.0/0, 169.254.169.254, false",
        "fd00::/8, fd00:ec2::254, false",
        "::/0, fd00:ec2::254, false",
        "100.64.0.0/10, 100.100.100.200, false",
        "169.254.169.254, 169.254.169.254, true",
        "169.254.169.254/32, ::ffff:169.254.169.254, true",
        "fd00:ec2::254, fd00:ec2::254, true",
        "169.254.0.0/16, 169.254.169.1, true",
    })
    void a_metadata_address_must_be_named_itself(String allowed, String address, boolean through) {
        var guard = new AddressGuard(Cidr.parseAll(allowed), true);

        assertThat(guard.allows(InetAddress.ofLiteral(address))).isEqualTo(through);
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, false",
        "198.41.0.4, true",
        "198.41.1.4, false",
        "2606:4700::1111, false",
        "::ffff:8.8.8.8, false",
        "10.1.2.3, true",
        "10.2.2.3, false",
        "127.0.0.1, true",
        "::1, true",
        "169.254.169.254, false"
    })
    void a_guard_of_listed_addresses_refuses_public_ones_too(String address, boolean through) {
        var guard =
                new AddressGuard(Cidr.parseAll("198.41.0.0/24,10.1.0.0/16"), true)
                        .listedOnly("its library resolves names itself");
        var judged = InetAddress.ofLiteral(address);

        assertThat(guard.allows(judged)).isEqualTo(through);
        assertThat(guard.objection(judged).isEmpty()).isEqualTo(through);
    }

    @Test
    void a_guard_of_listed_addresses_says_why_and_names_the_flag() {
        assertThat(strict.listedOnly("it must").objection(InetAddress.ofLiteral("8.8.8.8")))
                .contains(
                        "8.8.8.8 is an address outside of --allow-targets (it must), which Carillon"
                                + " does not deliver to; start the server with --allow-targets"
                                + " 8.8.8.8/32 if it should");
    }

    @Test
    void names_the_flag_with_the_address_that_is_meant() {
        assertThat(strict.objection(InetAddress.ofLiteral("64:ff9b::10.1.2.3")))
                .contains(
                        "64:ff9b:0:0:0:0:a01:203 (for 10.1.2.3) is a private address, which"
                                + " Carillon does not deliver to; start the server with"
                                + " --allow-targets 10.1.2.3/32 if it should");
        assertThat(strict.objection(InetAddress.ofLiteral("fe80::1%1")))
                .hasValueSatisfying(why ->
                        assertThat(why)
                                .startsWith("fe80:0:0:0:0:0:0:1%1 is a link-local address")
                                .contains("--allow-targets fe80:0:0:0:0:0:0:1/128 if"));
    }

    @Test
    void names_the_flag_with_the_very_address() {
        assertThat(strict.objection(InetAddress.ofLiteral("10.1.2.3")))
                .contains(
                        "10.1.2.3 is a private address, which Carillon does not deliver to; start"
                                + " the server with --allow-targets 10.1.2.3/32 if it should");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.1/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0177.0.0.1/",
                "http://[::1]:80/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://localhost/",
                "http://LocalHost:8080/",
                "http://a.localhost/",
                "http://0/",
                "https://10.0.0.1/",
                "http://169.254.169.254/latest/meta-data",
                "http://[fd00:ec2::254]/",
                "http://me:secret@192.168.0.1/",
                "http://x@10.0.0.1:80/",
                "http://192.168.257/",
                "http://127。0。0。1/",
                "http://１２７.0.0.1/"
            })
    void a_literal_address_inside_is_refused_when_it_is_configured(String url) {
        try (var provider = new HttpEndpointProvider(strict)) {
            assertThat(provider.objection(new Target(url, Map.of())))
                    .hasValueSatisfying(text ->
                            assertThat(text).contains("--allow-targets ").doesNotContain("secret"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://8.8.8.8/", "https://example.com", "http://my_service:8080/x",
                "http://[2606:4700::1111]/", "https://bücher.example/", "http://localhost.example/"
            })
    void an_address_outside_or_a_name_may_be_configured(String url) {
        try (var provider = new HttpEndpointProvider(strict)) {
            assertThat(provider.objection(new Target(url, Map.of()))).isEmpty();
        }
    }
}
