package dev.carillon.tailclient;

import dev.carillon.signature.Percent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The events to be read.
 *
 * @param bucket empty = all buckets
 * @param events the names of the events, as MinIO writes them
 * @param prefix the beginning of the keys
 * @param suffix the end of the keys
 * @param since begin with the events of this time; empty = with those from now on
 */
public record TailTarget(
        String bucket, List<String> events, String prefix, String suffix, Optional<Instant> since) {
    public TailTarget {
        events = List.copyOf(events);
    }

    String path() {
        return "/" + Percent.encode(bucket);
    }

    /**
     * Returns the query of a request.
     *
     * @param cursor the place to go on behind; empty = at the beginning
     * @param pingSeconds the time without lines after which the server sends a ping
     */
    String query(String cursor, long pingSeconds) {
        var query = new StringJoiner("&");
        events.forEach(event -> query.add("events=" + Percent.encode(event)));
        if (!prefix.isEmpty()) {
            query.add("prefix=" + Percent.encode(prefix));
        }
        if (!suffix.isEmpty()) {
            query.add("suffix=" + Percent.encode(suffix));
        }
        query.add("ping=" + pingSeconds);
        if (!cursor.isEmpty()) {
            query.add("cursor=" + Percent.encode(cursor));
        } else {
            since.ifPresent(time -> query.add("since=" + Percent.encode(time.toString())));
        }
        return query.toString();
    }
}
