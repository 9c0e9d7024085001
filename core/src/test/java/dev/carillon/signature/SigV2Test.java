package dev.carillon.signature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;

/** The examples are those of the AWS documentation of Signature Version 2, in path style. */
class SigV2Test {
    private static final AccessKey KEY =
            new AccessKey(
                    "AKIAIOSFODNN7EXAMPLE",
                    Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                    "root");

    private Instant now = Instant.parse("2007-03-27T19:40:00Z");
    private final SigV2 sigV2 = new SigV2(() -> now);

    @Test
    void get_object() {
        assertVerified(
                signed(
                        "GET /johnsmith/photos/puppy.jpg",
                        "bWq2s1WEIj+Ydj0vQ697zp+IXMU=",
                        "Tue, 27 Mar 2007 19:36:42 +0000"));
    }

    @Test
    void put_object() {
        assertVerified(
                signed(
                                "PUT /johnsmith/photos/puppy.jpg",
                                "MyyxeRY7whkBe+bq8fHCL/2kKUg=",
                                "Tue, 27 Mar 2007 21:15:45 +0000")
                        .with("content-type", "image/jpeg")
                        .with("content-length", "94328"));
    }

    @Test
    void list_without_signing_what_is_no_sub_resource() {
        assertVerified(
                signed(
                        "GET /johnsmith/?prefix=photos&max-keys=50&marker=puppy",
                        "htDYFYduRNen8P9ZfE/s9SuKy0U=",
                        "Tue, 27 Mar 2007 19:42:41 +0000"));
    }

    @Test
    void the_path_of_a_bucket_may_be_signed_with_a_slash_behind_it() {
        assertVerified(
                signed(
                        "GET /johnsmith?prefix=photos&max-keys=50&marker=puppy",
                        "htDYFYduRNen8P9ZfE/s9SuKy0U=",
                        "Tue, 27 Mar 2007 19:42:41 +0000"));
    }

    @Test
    void a_bucket_that_the_host_names_is_signed_before_the_path() {
        var request =
                signed(
                        "GET /photos/puppy.jpg",
                        "bWq2s1WEIj+Ydj0vQ697zp+IXMU=",
                        "Tue, 27 Mar 2007 19:36:42 +0000");
        assertThat(sigV2.verify(request, "/johnsmith", _ -> Optional.of(KEY)))
                .isInstanceOf(Verdict.Verified.class);
        assertThat(sigV2.verify(request, "/other", _ -> Optional.of(KEY)))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void a_date_far_off_is_skewed_even_when_its_day_of_the_week_is_wrong() {
        assertRefused(
                signed("GET /b/k", "x", "Tue, 07 Jul 2030 21:53:04 GMT"), "RequestTimeTooSkewed");
    }

    @Test
    void a_sub_resource_is_signed() {
        assertVerified(
                signed(
                        "GET /johnsmith/?acl",
                        "c2WLPFtWHVgbEmeEG93a4cG37dM=",
                        "Tue, 27 Mar 2007 19:44:46 +0000"));
    }

    @Test
    void a_notification_by_its_id_is_signed_with_it() {
        var request =
                SampleRequest.of(
                        "DELETE /b?notification=my+id%2F1&other=1",
                        "date", "Tue, 27 Mar 2007 19:40:00 +0000");
        String text = SigV2.stringToSign(request, "Tue, 27 Mar 2007 19:40:00 +0000");
        assertThat(text).endsWith("\n/b?notification=my id/1");
        assertVerified(
                request.with(
                        "authorization", "AWS " + KEY.id() + ":" + SigV2.sign(KEY.secret(), text)));
    }

    @Test
    void the_amz_date_stands_for_the_date() {
        var request =
                SampleRequest.of(
                        "GET /b/k",
                        "x-amz-date",
                        "Tue, 27 Mar 2007 19:40:00 +0000",
                        "x-amz-meta-a",
                        " b ");
        String text = "GET\n\n\n\nx-amz-date:Tue, 27 Mar 2007 19:40:00 +0000\nx-amz-meta-a:b\n/b/k";
        assertVerified(
                request.with(
                        "authorization", "AWS " + KEY.id() + ":" + SigV2.sign(KEY.secret(), text)));
    }

    @Test
    void a_presigned_url_counts_until_it_expires() {
        now = Instant.ofEpochSecond(1_175_139_620);
        var request =
                SampleRequest.of(
                        "GET /johnsmith/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
                                + "&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620");
        assertVerified(request);
        now = now.plusSeconds(1);
        assertRefused(request, "AccessDenied");
    }

    @Test
    void what_is_wrong_is_refused() {
        String date = "Tue, 27 Mar 2007 19:36:42 +0000";
        String right = "bWq2s1WEIj+Ydj0vQ697zp+IXMU=";
        assertRefused(
                signed("GET /johnsmith/photos/kitten.jpg", right, date), "SignatureDoesNotMatch");
        assertRefused(
                signed("GET /johnsmith/photos/puppy.jpg", right, date)
                        .with("x-amz-acl", "public-read"),
                "SignatureDoesNotMatch");
        assertRefused(
                signed("GET /johnsmith/photos/puppy.jpg", right, date)
                        .with("authorization", "AWS NOBODY:" + right),
                "InvalidAccessKeyId");
        assertRefused(
                signed("GET /johnsmith/photos/puppy.jpg", right, date)
                        .with("authorization", "AWS nonsense"),
                "InvalidArgument");
        assertRefused(
                signed("GET /johnsmith/photos/puppy.jpg", right, "yesterday"), "AccessDenied");
        now = now.plusSeconds(3_600);
        assertRefused(
                signed("GET /johnsmith/photos/puppy.jpg", right, date), "RequestTimeTooSkewed");
    }

    private static SampleRequest signed(String line, String signature, String date) {
        return SampleRequest.of(
                line, "date", date, "authorization", "AWS " + KEY.id() + ":" + signature);
    }

    private void assertVerified(SampleRequest request) {
        request.header("date").flatMap(Timestamps::header).ifPresent(instant -> now = instant);
        assertThat(verify(request)).isEqualTo(new Verdict.Verified(KEY, new Payload.Unsigned()));
    }

    private void assertRefused(SampleRequest request, String code) {
        assertThat(verify(request))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.refusal().code().text()).isEqualTo(code));
    }

    private Verdict verify(SampleRequest request) {
        return sigV2.verify(
                request, id -> id.equals(KEY.id()) ? Optional.of(KEY) : Optional.empty());
    }
}
