package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Inet6Address;
import java.net.InetAddress;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, ::a00:1, false",
        "192.168.4.0/22, 192.168.7.255, true",
        "192.168.4.0/22, 192.168.8.0, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.2, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "2001:db8::1/128, 2001:db8::1, true",
        "2001:db8::1/128, 2001:db8::2, false",
        "fe80::/10, fe80::1%1, true",
        "::/0, ::1, true",
        "::/0, ::ffff:10.1.2.3, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "10.0.0.0/8, ::ffff:11.1.2.3, false",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:a00:0/104, ::ffff:10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "::ffff:10.1.2.3, 10.1.2.3, true",
        "::ffff:0:0/96, 10.1.2.3, true",
        "::ffff:0:0/96, ::1, false",
    })
    void contains_its_addresses(String cidr, String address, boolean contains) {
        assertThat(Cidr.parse(cidr).contains(InetAddress.ofLiteral(address))).isEqualTo(contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "::/129",
                "example.com",
                "10.0.0.1/8",
                "10.0.0.0/8x",
                "localhost/8",
                "10.0.0.0/0008",
                "::ffff:10.0.0.0/8",
                "::ffff:0:0/95",
                "::ffff:10.0.0.1/104",
                "::ffff:10.0.0.0/129"
            })
    void refuses_what_is_none(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void says_where_a_range_begins() {
        assertThatThrownBy(() -> Cidr.parse("10.1.2.3/8"))
                .hasMessage("10.1.2.3/8 begins at 10.0.0.0/8: write that");
    }

    /**
     * Tests an address as a resolver returns it: an IPv6 address whose bytes are those of a mapped
     * one.
     */
    @Test
    void a_mapped_address_is_the_ipv4_address_however_it_comes() throws Exception {
        byte[] bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
        InetAddress mapped = Inet6Address.getByAddress("", bytes, -1);

        assertThat(mapped).isInstanceOf(Inet6Address.class);
        assertThat(Cidr.of(mapped)).isEqualTo(Cidr.parse("10.1.2.3")).hasToString("10.1.2.3/32");
        assertThat(Cidr.parse("10.0.0.0/8").contains(mapped)).isTrue();
        assertThat(Cidr.parse("11.0.0.0/8").contains(mapped)).isFalse();
        assertThat(Cidr.parse("::/0").contains(mapped)).isFalse();
        assertThatThrownBy(() -> new Cidr(mapped, 8)).hasMessageContaining("write the IPv4 range");
    }

    @Test
    void says_how_to_write_a_range_in_the_mapped_form() {
        assertThatThrownBy(() -> Cidr.parse("::ffff:10.0.0.0/8"))
                .hasMessage(
                        "/8 is not between /96 and /128 for a range of the form ::ffff:10.0.0.0:"
                                + " write the IPv4 range");
    }

    @Test
    void reads_a_list() {
        assertThat(Cidr.parseAll(" 10.0.0.0/8,,fd00::/8 "))
                .containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8"));
        assertThat(Cidr.parseAll(" ")).isEmpty();
    }

    @Test
    void prints_what_it_reads() {
        assertThat(Cidr.parse("192.168.0.0/16")).hasToString("192.168.0.0/16");
    }
}
