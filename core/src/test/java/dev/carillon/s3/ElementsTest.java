package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.XmlReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.VersioningConfiguration;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

class ElementsTest {
    static Stream<Arguments> model() {
        return Stream.of(
                Arguments.of(Elements.BUCKET, "", CreateBucketConfiguration.class),
                Arguments.of(Elements.VERSIONING, "", VersioningConfiguration.class),
                Arguments.of(Elements.DELETE, "", Delete.class),
                Arguments.of(Elements.DELETE, "Object/", ObjectIdentifier.class),
                Arguments.of(Elements.TAGGING, "", Tagging.class),
                Arguments.of(Elements.TAGGING, "TagSet/Tag/", Tag.class),
                Arguments.of(Elements.PARTS, "", CompletedMultipartUpload.class),
                Arguments.of(Elements.PARTS, "Part/", CompletedPart.class));
    }

    @ParameterizedTest
    @MethodSource("model")
    void each_element_of_the_model_is_carried_out_or_named_as_not_built(
            Elements elements, String above, Class<?> type) {
        assertThat(AwsModel.fields(type))
                .isNotEmpty()
                .allSatisfy(field -> {
                    String path = above + field.locationName();
                    assertThat(
                                    Stream.of(
                                                    elements.once(),
                                                    elements.repeated(),
                                                    elements.notBuilt())
                                            .filter(set -> set.contains(path)))
                            .as(path)
                            .hasSize(1);
                });
    }

    @Test
    void a_document_of_known_elements_is_taken() {
        check("<Quiet>true</Quiet><Object><Key>a</Key></Object><Object><Key>b</Key></Object>");
    }

    @ParameterizedTest
    @CsvSource({
        "<Objects/>, Objects",
        "<Object><Key>a</Key><IfMatch>x</IfMatch></Object>, Object/IfMatch",
        "<Object><Key>a</Key><Key>b</Key></Object>, Object/Key",
        "<Quiet>true</Quiet><Quiet>false</Quiet>, Quiet",
        "<Object><Key><Key>a</Key></Key></Object>, Object/Key/Key"
    })
    void another_element_and_one_that_comes_twice_are_named(String inside, String path) {
        assertThatThrownBy(() -> check(inside))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        s3Exception -> {
                            assertThat(s3Exception.refusal().code()).isEqualTo("MalformedXML");
                            assertThat(s3Exception.refusal().message()).contains(" " + path + " ");
                        });
    }

    private static void check(String inside) {
        byte[] document = ("<Delete>" + inside + "</Delete>").getBytes(StandardCharsets.UTF_8);
        Elements.DELETE.check(XmlReader.read(document));
    }
}
