package dev.carillon.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.EventType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the types and actions of the names that publishers use. */
class EventNamesTest {
    @ParameterizedTest
    @CsvSource({
        "ObjectCreated:Put,                          CREATED_PUT,              COPY",
        "s3:ObjectCreated:Put,                       CREATED_PUT,              COPY",
        "s3:ObjectCreated:Post,                      CREATED_POST,             COPY",
        "s3:ObjectCreated:Copy,                      CREATED_COPY,             COPY",
        "ObjectCreated:CompleteMultipartUpload,      CREATED_MULTIPART_UPLOAD, COPY",
        "com.amazonaws.ObjectCreated:Put,            CREATED_PUT,              COPY",
        "com.amazonaws.s3.ObjectCreated:Put,         CREATED_PUT,              COPY",
        "b2:ObjectCreated:Upload,                    CREATED_PUT,              COPY",
        "b2:ObjectCreated:Replica,                   REPLICATED_CREATE,        COPY",
        "b2:ObjectCreated:MultipartReplica,          CREATED_PUT,                    COPY",
        "ObjectSynced:Create,                        REPLICATED_CREATE,        COPY",
        "s3:ObjectCreated:PutRetention,              CREATED_PUT,                    COPY",
        "PutObject,                                  CREATED_PUT,                    COPY",
        "PutObjectCopy,                              CREATED_COPY,                    COPY",
        "ObjectRemoved:Delete,                       REMOVED_DELETE,           DELETE",
        "s3:ObjectRemoved:DeleteMarkerCreated,       REMOVED_DELETE_MARKER,    DELETE",
        "s3:ObjectRemoved:DeleteAllVersions,         REMOVED_DELETE,                    DELETE",
        "DeleteObject,                               REMOVED_DELETE,                    DELETE",
        "b2:ObjectDeleted:Delete,                    REMOVED_DELETE,           DELETE",
        "b2:HideMarkerCreated:Hide,                  REMOVED_DELETE_MARKER,    DELETE",
        "b2:HideMarkerCreated:LifecycleRule,         EXPIRED_CURRENT,          DELETE",
        "s3:ObjectLifecycle:Expiration:Current,      EXPIRED_CURRENT,          DELETE",
        "s3:ObjectLifecycle:Expiration:DeleteMarker, EXPIRED_DELETE_MARKER,    DELETE",
        "LifecycleExpiration:Delete,                 EXPIRED_CURRENT,          DELETE",
        "LifecycleExpiration:DeleteMarkerCreated,    EXPIRED_DELETE_MARKER,    DELETE",
        "ObjectSynced:Delete,                        REPLICATED_DELETE,        DELETE"
    })
    void creation_is_copied_and_removal_deleted(String name, EventType type, Action action) {
        assertThat(EventNames.typeOf(name, "")).isEqualTo(type);
        assertThat(EventNames.actionOf(type)).contains(action);
    }

    @ParameterizedTest
    @CsvSource({
        "s3:ObjectLifecycle:Expiration:NonCurrent,  EXPIRED_NONCURRENT",
        "s3:ObjectLifecycle:Expiration:AbortMPU,    EXPIRED_MULTIPART_UPLOAD",
        "b2:ObjectDeleted:LifecycleRule,            EXPIRED_NONCURRENT",
        "ObjectLifecycle:Transition:Current,        TRANSITIONED_CURRENT",
        "LifecycleTransition,                       TRANSITIONED_CURRENT",
        "ObjectRestore:Completed,                   RESTORE_COMPLETED",
        "s3:ObjectTagging:Put,                      OTHER",
        "ObjectTagging:Delete,                      OTHER",
        "ObjectAcl:Put,                             OTHER",
        "s3:ObjectAccessed:Get,                     OTHER",
        "s3:ObjectRemoved:NoOP,                     OTHER",
        "s3:Replication:OperationFailedReplication, OTHER",
        "b2:TestEvent,                              OTHER",
        "b2:MultipartUploadCreated:LiveRead,        LIVE_UPLOAD_STARTED",
        "MultipartUploadCreated:LiveRead,           LIVE_UPLOAD_STARTED",
        "Other,                                     OTHER",
        "'',                                        OTHER",
        "objectcreated:put,                         OTHER",
        "xObjectRemoved:Delete,                     OTHER",
        "ObjectRemovedx:Delete,                     OTHER",
        "s3:s3:ObjectRemoved:Delete,                OTHER"
    })
    void everything_else_asks_for_nothing(String name, EventType type) {
        assertThat(EventNames.typeOf(name, "")).isEqualTo(type);
        assertThat(EventNames.actionOf(type)).isEmpty();
    }

    @Test
    void the_end_of_a_version_in_aws_words_leaves_the_object() {
        EventType type = EventNames.typeOf("s3:LifecycleExpiration:Delete", "v1");
        assertThat(type).isEqualTo(EventType.EXPIRED_NONCURRENT);
        assertThat(EventNames.actionOf(type)).isEmpty();
    }
}
