package dev.carillon.s3;

import dev.carillon.event.Origin;
import dev.carillon.event.TraceContext;
import dev.carillon.http.Headers;
import dev.carillon.http.Query;
import dev.carillon.http.Request;
import dev.carillon.http.XmlElement;
import dev.carillon.http.XmlException;
import dev.carillon.http.XmlReader;
import dev.carillon.signature.ChecksumAlgorithm;
import dev.carillon.signature.Payload;
import dev.carillon.signature.Upload;
import dev.carillon.store.VersionChoice;

import java.io.IOException;
import java.util.Optional;

/**
 * A request with a valid signature.
 *
 * @param keyId the id of the key that signed it
 * @param rights the rights of that key
 * @param principal the owner of the key
 * @param host the server that answers
 * @param payload how its body is to be read
 */
record S3Call(
        Request request,
        S3Address address,
        String keyId,
        KeyRights rights,
        String principal,
        String host,
        Payload payload) {
    String bucket() {
        return address.bucket();
    }

    String key() {
        return address.key();
    }

    Query query() {
        return request.query();
    }

    Optional<String> header(String name) {
        return request.header(name);
    }

    /** Returns the requested version of the object. */
    VersionChoice version() {
        return VersionIds.parse(query().first("versionId"));
    }

    /** Returns the origin of a change for its event. */
    Origin origin() {
        return new Origin(principal, request.peer().address(), request.id(), host)
                .in(TraceContext.of(request::headers));
    }

    /** Returns the body, which is checked while it is read. */
    Upload upload() {
        return Upload.open(request, payload, request.body());
    }

    /**
     * Returns the call without checksums in its headers, for calls in which they are not those of
     * the body.
     */
    S3Call withoutChecksums() {
        Headers kept =
                request.headers().without(name -> name.startsWith(ChecksumAlgorithm.HEADER_PREFIX));
        return new S3Call(request.with(kept), address, keyId, rights, principal, host, payload);
    }

    /** Reads a small body completely, within the server's budget. */
    byte[] body(int limit) throws IOException {
        Upload upload = upload();
        if (upload.length() > limit) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST, "The body has at most " + limit + " bytes here");
        }
        return request.bytes(upload, upload.length(), limit);
    }

    /** Reads the body as XML with this root and only these elements below it. */
    XmlElement xml(String root, Elements elements, int limit) throws IOException {
        try {
            XmlElement document = XmlReader.read(body(limit), root);
            elements.check(document);
            return document;
        } catch (XmlException e) {
            throw new S3Exception(
                    S3Error.MALFORMED_XML, S3Error.MALFORMED_XML.message() + ": " + e.getMessage());
        }
    }

    /** Returns whether the client announces a body that is not empty. */
    boolean hasBody() {
        return request.contentLength().orElse(0) > 0
                || request.header("transfer-encoding").isPresent();
    }
}
