package dev.carillon.s3;

import dev.carillon.http.XmlElement;

import java.util.HashSet;
import java.util.Set;

/**
 * The elements that a request's document may have, so that none is ignored silently. A path begins
 * below the root: {@code TagSet/Tag/Key}.
 *
 * @param once the supported ones that occur at most once in their parent
 * @param repeated the supported ones that may be repeated
 * @param notBuilt those of the S3 API that this version does not support
 */
record Elements(Set<String> once, Set<String> repeated, Set<String> notBuilt) {
    /** Elements of CreateBucket; the location may have any name, because there is only one. */
    static final Elements BUCKET =
            new Elements(
                    Set.of("LocationConstraint"), Set.of(), Set.of("Location", "Bucket", "Tags"));

    /** Elements of PutBucketVersioning. */
    static final Elements VERSIONING =
            new Elements(Set.of("Status", "MfaDelete"), Set.of(), Set.of());

    /** Elements of DeleteObjects. */
    static final Elements DELETE =
            new Elements(
                    Set.of(
                            "Quiet",
                            "Object/Key",
                            "Object/VersionId",
                            "Object/ETag",
                            "Object/LastModifiedTime",
                            "Object/Size"),
                    Set.of("Object"),
                    Set.of());

    /** Elements of PutObjectTagging. */
    static final Elements TAGGING =
            new Elements(
                    Set.of("TagSet", "TagSet/Tag/Key", "TagSet/Tag/Value"),
                    Set.of("TagSet/Tag"),
                    Set.of());

    /** Elements of CompleteMultipartUpload. */
    static final Elements PARTS =
            new Elements(
                    Set.of(
                            "Part/PartNumber",
                            "Part/ETag",
                            "Part/ChecksumCRC32",
                            "Part/ChecksumCRC32C",
                            "Part/ChecksumCRC64NVME",
                            "Part/ChecksumSHA1",
                            "Part/ChecksumSHA256"),
                    Set.of("Part"),
                    Set.of());

    /**
     * Checks a document.
     *
     * @throws S3Exception that names the first element that would be ignored
     */
    void check(XmlElement root) {
        check(root, "");
    }

    private void check(XmlElement parent, String above) {
        var seen = new HashSet<String>();
        for (XmlElement child : parent.children()) {
            String path = above + child.name();
            if (notBuilt.contains(path)) {
                throw new S3Exception(
                        S3Error.NOT_IMPLEMENTED,
                        "The element %s is not in this version of Carillon: leave it out"
                                .formatted(path));
            }
            if (!repeated.contains(path) && !(once.contains(path) && seen.add(path))) {
                throw new S3Exception(
                        S3Error.MALFORMED_XML,
                        "The element %s does not belong there, or comes twice: leave it out"
                                .formatted(path));
            }
            check(child, path + '/');
        }
    }
}
