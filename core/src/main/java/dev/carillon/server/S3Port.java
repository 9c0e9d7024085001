package dev.carillon.server;

import dev.carillon.http.Answer;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Request;
import dev.carillon.s3.S3Hosts;
import dev.carillon.topics.TopicsFace;

/**
 * Joins two faces on one port: a POST that names no bucket is a call to the topic API, everything
 * else is S3.
 */
final class S3Port implements Face {
    private final Face s3;
    private final Face topics;
    private final S3Hosts hosts;

    /** Creates the joined face; both faces have the same hosts. */
    S3Port(Face s3, Face topics, S3Hosts hosts) {
        this.s3 = s3;
        this.topics = topics;
        this.hosts = hosts;
    }

    @Override
    public Answer answer(Request request) throws Exception {
        return face(request).answer(request);
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        return face(request).failure(request, failure);
    }

    private Face face(Request request) {
        return TopicsFace.serves(request) && hosts.style(request) instanceof S3Hosts.Style.Path
                ? topics
                : s3;
    }
}
