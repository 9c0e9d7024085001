package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.EventType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class B2EventNamesTest {
    @Test
    void a_rule_may_ask_for_the_names_of_the_document() {
        assertThat(B2EventNames.all())
                .containsExactly(
                        "b2:ObjectCreated:Upload",
                        "b2:ObjectCreated:MultipartUpload",
                        "b2:ObjectCreated:Copy",
                        "b2:ObjectCreated:Replica",
                        "b2:ObjectCreated:MultipartReplica",
                        "b2:ObjectDeleted:Delete",
                        "b2:ObjectDeleted:LifecycleRule",
                        "b2:HideMarkerCreated:Hide",
                        "b2:HideMarkerCreated:LifecycleRule",
                        "b2:MultipartUploadCreated:LiveRead",
                        "b2:ObjectCreated:*",
                        "b2:ObjectDeleted:*",
                        "b2:HideMarkerCreated:*",
                        "b2:MultipartUploadCreated:*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "b2:*", "b2:TestEvent", "b2:ObjectHidden:*", "s3:ObjectCreated:*", "b2"})
    void nothing_else_is_a_name(String name) {
        assertThat(B2EventNames.parse(name)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void what_happened_is_named_by_a_name_a_rule_may_ask_for(EventType type) {
        B2EventNames.nameOf(type)
                .ifPresent(name -> {
                    assertThat(B2EventNames.parse(name).orElseThrow().types()).contains(type);
                    String any = "b2:" + B2EventNames.category(name) + ":*";
                    assertThat(B2EventNames.parse(any).orElseThrow().types()).contains(type);
                    assertThat(B2EventNames.expanded(any)).contains(name);
                    assertThat(B2EventNames.expanded(name)).containsExactly(name);
                });
    }

    @Test
    void events_that_b2_does_not_send_have_no_name() {
        assertThat(B2EventNames.nameOf(EventType.TRANSITIONED_CURRENT)).isEmpty();
    }
}
