package dev.carillon.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class StatsTest {
    private final Stats stats = new Stats();

    @Test
    void a_counter_is_written_with_its_labels() throws IOException {
        var counter = stats.counter("requests", "Requests answered.", "face", "status");
        counter.increment("s3", "200");
        counter.add(2, "s3", "200");
        counter.increment("b2", "404");

        assertThat(counter.value("s3", "200")).isEqualTo(3);
        assertThat(text())
                .contains("# TYPE requests_total counter")
                .contains("# HELP requests_total Requests answered.")
                .contains("requests_total{face=\"s3\",status=\"200\"} 3.0")
                .contains("requests_total{face=\"b2\",status=\"404\"} 1.0");
    }

    @Test
    void a_counter_without_labels_is_there_from_the_start() throws IOException {
        stats.counter("events_lost", "Events lost.");
        assertThat(text()).contains("events_lost_total 0.0");
    }

    @Test
    void a_gauge_is_asked_at_each_reading() throws IOException {
        var depth = new AtomicInteger(4);
        stats.gauge("queue_depth", "Owed.", depth::get);
        assertThat(text()).contains("queue_depth 4.0");
        depth.set(5);
        assertThat(text()).contains("queue_depth 5.0");
    }

    @Test
    void a_gauge_with_labels_shows_what_exists_now() throws IOException {
        var topics = new ArrayList<>(List.of("a", "b"));
        stats.gauge(
                "lane_owed",
                "Owed by lane.",
                List.of("lane"),
                report -> topics.forEach(topic -> report.value(1, topic)));
        assertThat(text()).contains("lane_owed{lane=\"a\"} 1.0", "lane_owed{lane=\"b\"} 1.0");
        topics.remove("a");
        assertThat(text()).doesNotContain("lane=\"a\"").contains("lane_owed{lane=\"b\"} 1.0");
    }

    @Test
    void a_histogram_counts_into_its_buckets() throws IOException {
        var took = stats.histogram("took_seconds", "Time taken.", "face");
        took.record(Duration.ofMillis(3), "s3");
        took.record(Duration.ofMillis(700), "s3");
        assertThat(text())
                .contains("took_seconds_bucket{face=\"s3\",le=\"0.005\"} 1")
                .contains("took_seconds_bucket{face=\"s3\",le=\"1.0\"} 2")
                .contains("took_seconds_count{face=\"s3\"} 2");
    }

    @Test
    void a_name_is_given_once_but_two_servers_do_not_share_it() {
        stats.counter("twice", "First.");
        assertThatThrownBy(() -> stats.counter("twice", "Second."))
                .isInstanceOf(IllegalStateException.class);
        assertThat(new Stats().counter("twice", "Other server.").value()).isZero();
    }

    private String text() throws IOException {
        var out = new ByteArrayOutputStream();
        stats.write(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
