package dev.carillon.signature;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class SigV4Test {
    private static final AccessKey KEY = new AccessKey("AKID/a+b", Secret.of("s3cr3t"), "root");
    private static final byte[] NOTHING = {};

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final SigV4 sigV4 = new SigV4(Set.of("s3", "sns"), () -> now);
    private final SigV4Signer signer = signer(KEY, "s3");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/b/a%20key",
                "/b/a%2Fb",
                "/b//c/../d/",
                "/b/!*'()$&,:@=;",
                "/b/%C3%A9%25",
                "/b?list-type=2&prefix=a%2Fb%20c%2B&delimiter=%2F",
                "/b?uploads",
                "/b?x=2&x=1&a=&A=b",
                "/b?a=b=c",
            })
    void what_we_sign_we_verify(String target) {
        assertThat(verify(signer.sign(get(target), NOTHING))).isInstanceOf(Verdict.Verified.class);
        String[] parts = target.split("\\?", 2);
        String query = signer.presign(get(target), Duration.ofMinutes(1));
        assertThat(verify(get(parts[0] + "?" + query))).isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void repeated_parameters_may_be_signed_in_the_order_in_which_they_are_sent() {
        var sorted = signer.sign(get("/b?x=1&x=2"), NOTHING);
        var swapped = new RequestToSign("GET", "/b", "x=2&x=1", sorted.fields());
        assertThat(verify(swapped)).isInstanceOf(Verdict.Verified.class);
        assertThat(CanonicalRequest.queryAsSent(get("/b?x=2&x=1&a=0").queryParts()))
                .isEqualTo("a=0&x=2&x=1");
    }

    @Test
    void characters_may_be_escaped_more_in_the_signature_than_on_the_wire() {
        var signed = signer.sign(get("/b/a%21%20b"), NOTHING);
        var sent = new RequestToSign("GET", "/b/a!%20b", "", signed.fields());
        assertThat(verify(sent)).isInstanceOf(Verdict.Verified.class);
    }

    @ParameterizedTest
    @CsvSource({"GET, /b/k2, ''", "PUT, /b/k, ''", "GET, /b/k, acl", "GET, /b/%6b/, ''"})
    void another_request_than_the_signed_one_is_refused(String method, String path, String query) {
        var signed = signer.sign(get("/b/k"), NOTHING);
        var refusal = refusal(new RequestToSign(method, path, query, signed.fields()));
        assertThat(refusal.code().text()).isEqualTo("SignatureDoesNotMatch");
        assertThat(refusal.details())
                .containsKeys("StringToSign", "CanonicalRequest", "SignatureProvided");
        assertThat(refusal.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void a_changed_header_or_another_secret_is_refused() {
        var signed = signer.sign(get("/b/k").with("x-amz-meta-a", "1"), NOTHING);
        assertRefused(signed.with("x-amz-meta-a", "2"), "SignatureDoesNotMatch");
        assertRefused(signed.with("host", "elsewhere"), "SignatureDoesNotMatch");
        assertRefused(
                signed.with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), "SignatureDoesNotMatch");
        var other = new AccessKey(KEY.id(), Secret.of("other"), "root");
        assertRefused(signer(other, "s3").sign(get("/b/k"), NOTHING), "SignatureDoesNotMatch");
    }

    @Test
    void blanks_in_header_values_count_as_one() {
        var signed = signer.sign(get("/b").with("x-amz-meta-a", "a b"), NOTHING);
        assertThat(verify(signed.with("x-amz-meta-a", "  a   b ")))
                .isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void an_x_amz_header_that_is_not_signed_is_refused() {
        var refusal = refusal(signer.sign(get("/b/k"), NOTHING).with("x-amz-acl", "public-read"));
        assertThat(refusal.code().text()).isEqualTo("AccessDenied");
        assertThat(refusal.details()).containsEntry("HeadersNotSigned", "x-amz-acl");
    }

    @Test
    void a_time_more_than_15_minutes_off_is_refused_either_way() {
        var signed = signer.sign(get("/b/k"), NOTHING);
        now = now.plus(Duration.ofMinutes(15));
        assertThat(verify(signed)).isInstanceOf(Verdict.Verified.class);
        now = now.plusSeconds(1);
        assertRefused(signed, "RequestTimeTooSkewed");
        now = now.minus(Duration.ofMinutes(30)).minusSeconds(2);
        assertRefused(signed, "RequestTimeTooSkewed");
    }

    @Test
    void a_presigned_url_counts_from_its_signing_to_its_end() {
        var url = presigned(Duration.ofMinutes(10));
        assertThat(verify(url)).isEqualTo(new Verdict.Verified(KEY, new Payload.Unsigned()));
        now = now.plus(Duration.ofMinutes(10)).plusSeconds(1);
        assertRefused(url, "AccessDenied");
        now = now.minus(Duration.ofHours(1));
        assertRefused(url, "AccessDenied");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 604_801, 99_999_999})
    void a_presigned_url_counts_a_week_at_most(long seconds) {
        assertRefused(presigned(Duration.ofSeconds(seconds)), "AuthorizationQueryParametersError");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Amz-Algorithm=AWS4-HMAC-SHA256",
                "X-Amz-Signature=abc",
                "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Signature=abc",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=now",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260102T030405Z&X-Amz-Expires=-1",
            })
    void a_half_presigned_url_is_refused(String query) {
        assertRefused(get("/b?" + query), "AuthorizationQueryParametersError");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS4-HMAC-SHA256 nonsense",
                "AWS4-HMAC-SHA256 Credential=AKID/20260102/r/s3/aws4_request, SignedHeaders=host",
                "AWS4-HMAC-SHA256 Credential=AKID, SignedHeaders=host, Signature=00",
                "AWS4-HMAC-SHA256 Credential=A/20260102/r/s3/aws4, SignedHeaders=host,"
                        + " Signature=SIG",
                "AWS4-HMAC-SHA256 Credential=A/20260103/r/s3/aws4_request, SignedHeaders=host,"
                        + " Signature=SIG",
                "AWS4-HMAC-SHA256 Credential=A/20260102/r/iam/aws4_request, SignedHeaders=host,"
                        + " Signature=SIG",
                "AWS4-HMAC-SHA256 Credential=A/20260102/r/s3/aws4_request, SignedHeaders=Host,"
                        + " Signature=SIG",
                "AWS4-HMAC-SHA256 Credential=A/20260102/r/s3/aws4_request, SignedHeaders=x;host,"
                        + " Signature=SIG",
                "AWS4-HMAC-SHA256 Credential=A/20260102/r/s3/aws4_request, SignedHeaders=date,"
                        + " Signature=SIG",
            })
    void a_malformed_authorization_header_is_refused(String authorization) {
        var request =
                get("/b")
                        .with("authorization", authorization.replace("SIG", "0".repeat(64)))
                        .with("x-amz-date", "20260102T030405Z")
                        .with("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        assertRefused(request, "AuthorizationHeaderMalformed");
    }

    @Test
    void a_date_must_be_there() {
        var signed = signer.sign(get("/b"), NOTHING);
        assertRefused(signed.with("x-amz-date", "tomorrow"), "AccessDenied");
    }

    @Test
    void an_unknown_key_is_refused() {
        var nobody = new AccessKey("NOBODY", Secret.of("x"), "nobody");
        assertRefused(signer(nobody, "s3").sign(get("/b"), NOTHING), "InvalidAccessKeyId");
    }

    @Test
    void a_session_token_is_refused_for_we_issue_none() {
        var request = get("/b").with("x-amz-security-token", "t");
        assertRefused(signer.sign(request, NOTHING), "InvalidToken");
    }

    @Test
    void another_service_or_region_than_asked_for_is_refused() {
        var oneRegion = new SigV4(Set.of("s3"), "eu", () -> now);
        var verdict = oneRegion.verify(signer.sign(get("/b"), NOTHING), this::find);
        assertThat(((Verdict.Refused) verdict).refusal().details()).containsEntry("Region", "eu");
        assertRefused(signer(KEY, "ec2").sign(get("/b"), NOTHING), "AuthorizationHeaderMalformed");
    }

    @Test
    void the_hash_header_must_be_there_and_make_sense() {
        var odd = get("/b").with("x-amz-content-sha256", "STREAMING-SOMETHING");
        assertRefused(
                odd.with("authorization", authorization()).with("x-amz-date", "20260102T030405Z"),
                "InvalidArgument");
        assertRefused(
                get("/b")
                        .with("authorization", authorization())
                        .with("x-amz-date", "20260102T030405Z"),
                "MissingSecurityHeader");
    }

    @Test
    void a_body_in_hand_is_checked_against_the_signature() {
        byte[] body = "Action=ListTopics".getBytes(UTF_8);
        var signed = signer(KEY, "sns").sign(get("/"), body);
        assertThat(sigV4.verify(signed, body, this::find)).isInstanceOf(Verdict.Verified.class);
        var verdict = sigV4.verify(signed, "Action=DeleteTopic".getBytes(UTF_8), this::find);
        assertThat(((Verdict.Refused) verdict).refusal().code().text())
                .isEqualTo("XAmzContentSHA256Mismatch");
    }

    @Test
    void the_payload_is_as_signed() {
        assertThat(verify(signer.signWithoutBody(get("/b"))))
                .isEqualTo(new Verdict.Verified(KEY, new Payload.Unsigned()));
        assertThat(verify(signer.sign(get("/b"), NOTHING)))
                .isEqualTo(new Verdict.Verified(KEY, new Payload.Hashed(Digests.EMPTY_SHA256)));
    }

    private RequestToSign presigned(Duration expires) {
        return get("/b/k?" + signer.presign(get("/b/k?acl"), expires));
    }

    private static String authorization() {
        return "AWS4-HMAC-SHA256 Credential=A/20260102/r/s3/aws4_request, SignedHeaders=host,"
                + " Signature="
                + "0".repeat(64);
    }

    private SigV4Signer signer(AccessKey key, String service) {
        return new SigV4Signer(key, "us-east-1", service, () -> now);
    }

    private static RequestToSign get(String target) {
        String[] parts = target.split("\\?", 2);
        return new RequestToSign(
                "GET",
                parts[0],
                parts.length > 1 ? parts[1] : "",
                Map.of("host", "127.0.0.1:9000"));
    }

    private Verdict verify(Signable request) {
        return sigV4.verify(request, this::find);
    }

    private Refusal refusal(Signable request) {
        return ((Verdict.Refused) verify(request)).refusal();
    }

    private void assertRefused(Signable request, String code) {
        assertThat(refusal(request).code().text()).isEqualTo(code);
    }

    private Optional<AccessKey> find(String id) {
        return id.equals(KEY.id()) ? Optional.of(KEY) : Optional.empty();
    }
}
