package dev.carillon.b2;

import dev.carillon.format.B2Ids;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.StoredObject;

import tools.jackson.databind.node.ObjectNode;

import java.util.Base64;
import java.util.HexFormat;

/** Writes a file version in B2's JSON. */
final class FileJson {
    private static final String NO_SHA1 = "none";

    private FileJson() {}

    /** Returns a version as lists show it. */
    static ObjectNode of(BucketInfo bucket, StoredObject file) {
        return of(bucket, file, file.deleteMarker() ? "hide" : "upload");
    }

    /** Returns a version with an action, as the answer to creating it shows it. */
    static ObjectNode of(BucketInfo bucket, StoredObject file, String action) {
        ObjectNode out =
                Json.object()
                        .put("accountId", B2Ids.account(bucket.owner()))
                        .put("action", action)
                        .put("bucketId", B2Ids.bucket(bucket.idText()))
                        .put("contentLength", file.size())
                        .put("size", file.size())
                        .put("contentMd5", isMd5(file.etag()) ? file.etag() : null)
                        .put("contentSha1", sha1(file))
                        .put("contentType", file.deleteMarker() ? null : FileInfo.type(file))
                        .put("fileId", id(bucket, file));
        ObjectNode info = out.putObject("fileInfo");
        FileInfo.of(file).forEach(info::put);
        out.put("fileName", file.key());
        ObjectNode retention = out.putObject("fileRetention").put("isClientAuthorizedToRead", true);
        retention.putObject("value").putNull("mode").putNull("retainUntilTimestamp");
        out.putObject("legalHold").put("isClientAuthorizedToRead", true).putNull("value");
        out.putNull("replicationStatus");
        out.putObject("serverSideEncryption").putNull("mode").putNull("algorithm");
        return out.put("uploadTimestamp", file.modified().toEpochMilli());
    }

    /** Returns the entry for all files with a common prefix. */
    static ObjectNode folder(BucketInfo bucket, String name) {
        return Json.object()
                .put("accountId", B2Ids.account(bucket.owner()))
                .put("action", "folder")
                .put("bucketId", B2Ids.bucket(bucket.idText()))
                .put("contentLength", 0)
                .put("size", 0)
                .putNull("contentMd5")
                .putNull("contentSha1")
                .putNull("contentType")
                .putNull("fileId")
                .put("fileName", name)
                .put("uploadTimestamp", 0);
    }

    static String id(BucketInfo bucket, StoredObject file) {
        return B2Ids.file(new B2Ids.FileId(bucket.idText(), file.stamp()));
    }

    /**
     * Returns the SHA-1 in hex, marked if the client sent none for comparison; files uploaded in
     * parts or through S3 have {@code none}.
     */
    static String sha1(StoredObject file) {
        return file.checksums().stream()
                .filter(keptChecksum ->
                        keptChecksum.algorithm().equals("SHA1")
                                && keptChecksum.value().indexOf('-') < 0)
                .map(KeptChecksum::value)
                .map(checksum -> HexFormat.of().formatHex(Base64.getDecoder().decode(checksum)))
                .map(checksum ->
                        FileInfo.isVerified(file) ? checksum : UploadStream.UNVERIFIED + checksum)
                .findFirst()
                .orElse(NO_SHA1);
    }

    private static boolean isMd5(String etag) {
        return !etag.isEmpty() && etag.indexOf('-') < 0;
    }
}
