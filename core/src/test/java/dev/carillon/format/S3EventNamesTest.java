package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumSet;
import java.util.Set;

class S3EventNamesTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    s3:ObjectCreated:*, CREATED_PUT CREATED_POST CREATED_COPY CREATED_MULTIPART_UPLOAD
                    s3:ObjectCreated:Put, CREATED_PUT
                    s3:ObjectCreated:Post, CREATED_POST
                    s3:ObjectCreated:Copy, CREATED_COPY
                    s3:ObjectCreated:CompleteMultipartUpload, CREATED_MULTIPART_UPLOAD
                    s3:ObjectRemoved:*, REMOVED_DELETE REMOVED_DELETE_MARKER
                    s3:ObjectRemoved:Delete, REMOVED_DELETE
                    s3:ObjectRemoved:DeleteMarkerCreated, REMOVED_DELETE_MARKER
                    s3:ObjectLifecycle:*, EXPIRED_CURRENT EXPIRED_NONCURRENT EXPIRED_DELETE_MARKER EXPIRED_MULTIPART_UPLOAD TRANSITIONED_CURRENT TRANSITIONED_NONCURRENT
                    s3:ObjectLifecycle:Expiration:*, EXPIRED_CURRENT EXPIRED_NONCURRENT EXPIRED_DELETE_MARKER EXPIRED_MULTIPART_UPLOAD
                    s3:ObjectLifecycle:Expiration:Current, EXPIRED_CURRENT
                    s3:ObjectLifecycle:Expiration:NonCurrent, EXPIRED_NONCURRENT
                    s3:ObjectLifecycle:Expiration:Noncurrent, EXPIRED_NONCURRENT
                    s3:ObjectLifecycle:Expiration:DeleteMarker, EXPIRED_DELETE_MARKER
                    s3:ObjectLifecycle:Expiration:AbortMultipartUpload, EXPIRED_MULTIPART_UPLOAD
                    s3:ObjectLifecycle:Expiration:AbortMPU, EXPIRED_MULTIPART_UPLOAD
                    s3:ObjectLifecycle:Transition:*, TRANSITIONED_CURRENT TRANSITIONED_NONCURRENT
                    s3:ObjectLifecycle:Transition:Current, TRANSITIONED_CURRENT
                    s3:ObjectLifecycle:Transition:NonCurrent, TRANSITIONED_NONCURRENT
                    s3:LifecycleExpiration:*, EXPIRED_CURRENT EXPIRED_NONCURRENT EXPIRED_DELETE_MARKER
                    s3:LifecycleExpiration:Delete, EXPIRED_CURRENT EXPIRED_NONCURRENT
                    s3:LifecycleExpiration:DeleteMarkerCreated, EXPIRED_DELETE_MARKER
                    s3:LifecycleTransition, TRANSITIONED_CURRENT TRANSITIONED_NONCURRENT
                    s3:ObjectSynced:*, REPLICATED_CREATE REPLICATED_DELETE REPLICATED_DELETE_MARKER
                    s3:ObjectSynced:Create, REPLICATED_CREATE
                    s3:ObjectSynced:Delete, REPLICATED_DELETE
                    s3:ObjectSynced:DeletionMarkerCreated, REPLICATED_DELETE_MARKER
                    s3:Replication:*, REPLICATED_CREATE REPLICATED_DELETE REPLICATED_DELETE_MARKER
                    s3:Replication:Create, REPLICATED_CREATE
                    s3:Replication:Delete, REPLICATED_DELETE
                    s3:Replication:DeletionMarkerCreated, REPLICATED_DELETE_MARKER
                    s3:ObjectRestore:*, RESTORE_STARTED RESTORE_COMPLETED RESTORE_EXPIRED
                    s3:ObjectRestore:Post, RESTORE_STARTED
                    s3:ObjectRestore:Completed, RESTORE_COMPLETED
                    s3:ObjectRestore:Delete, RESTORE_EXPIRED
                    """)
    void each_documented_name_stands_for_its_types(String name, String types) {
        var expected = EnumSet.noneOf(EventType.class);
        for (String type : types.split(" ", -1)) {
            expected.add(EventType.valueOf(type));
        }
        assertThat(S3EventNames.parse(name))
                .map(EventPattern::types)
                .contains(Set.copyOf(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3:ObjectTagging:*",
                "s3:ObjectTagging:Put",
                "s3:ObjectTagging:Delete",
                "s3:ObjectAcl:Put",
                "s3:ReducedRedundancyLostObject",
                "s3:Replication:OperationFailedReplication",
                "s3:Replication:OperationMissedThreshold",
                "s3:Replication:OperationReplicatedAfterThreshold",
                "s3:Replication:OperationNotTracked",
                "s3:IntelligentTiering"
            })
    void names_that_nothing_emits_are_taken_and_stand_for_nothing(String name) {
        assertThat(S3EventNames.parse(name)).contains(new EventPattern(name, Set.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3:",
                "s3:*",
                "ObjectCreated:Put",
                "s3:objectcreated:put",
                "s3:ObjectCreated",
                "s3:ObjectCreated:Put ",
                "s3:TestEvent"
            })
    void other_names_are_unknown(String name) {
        assertThat(S3EventNames.parse(name)).isEmpty();
    }

    @Test
    void an_aborted_upload_is_printed_in_one_spelling() {
        assertThat(S3EventNames.parse("s3:ObjectLifecycle:Expiration:AbortMPU"))
                .map(EventPattern::text)
                .contains("s3:ObjectLifecycle:Expiration:AbortMultipartUpload");
    }

    @Test
    void every_other_name_is_given_back_as_it_came() {
        assertThat(S3EventNames.all())
                .filteredOn(name -> !name.endsWith("AbortMPU"))
                .allSatisfy(name ->
                        assertThat(S3EventNames.parse(name))
                                .map(EventPattern::text)
                                .contains(name));
    }

    @Test
    void a_rule_that_names_no_event_asks_for_what_is_created_and_removed() {
        assertThat(S3EventNames.defaults())
                .extracting(EventPattern::text)
                .containsExactly("s3:ObjectCreated:*", "s3:ObjectRemoved:*");
    }

    @ParameterizedTest
    @EnumSource(
            value = EventType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LIVE_UPLOAD_STARTED", "OTHER"})
    void the_name_in_a_record_is_one_a_configuration_can_ask_for(EventType type) {
        assertThat(S3EventNames.parse("s3:" + S3EventNames.nameOf(type)))
                .contains(new EventPattern("s3:" + S3EventNames.nameOf(type), Set.of(type)));
    }

    @Test
    void events_that_only_b2_sends_have_a_name_but_no_configuration_can_name_them() {
        String name = S3EventNames.nameOf(EventType.LIVE_UPLOAD_STARTED);
        assertThat(S3EventNames.parse("s3:" + name)).isEmpty();
        assertThat(S3EventNames.all())
                .map(S3EventNames::parse)
                .noneMatch(found ->
                        found.orElseThrow().types().contains(EventType.LIVE_UPLOAD_STARTED));
    }
}
