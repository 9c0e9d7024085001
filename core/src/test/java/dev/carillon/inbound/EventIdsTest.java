package dev.carillon.inbound;

import static dev.carillon.inbound.Sent.facts;
import static dev.carillon.inbound.Sent.records;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks by which ids repeats are recognized. */
class EventIdsTest {
    @Test
    void the_same_record_has_the_same_id_whichever_rule_sent_it() throws Exception {
        String ofAnotherRule =
                Sent.MCS.replace("\"configurationId\":\"1\"", "\"configurationId\":\"2\"");

        assertThat(id(Sent.MCS)).isEqualTo(id(ofAnotherRule));
    }

    @ParameterizedTest
    @CsvSource({
        "bucketA, bucketB",
        "a+b%20c, a+b%20d",
        "1577453615, 1577453616",
        "ObjectCreated:Put, ObjectCreated:Copy",
        "aed563ec, aed563ed",
        "VGJR5rtJ, VGJR5rtK"
    })
    void another_change_has_another_id(String part, String another) throws Exception {
        assertThat(id(Sent.MCS)).isNotEqualTo(id(Sent.MCS.replace(part, another)));
    }

    @Test
    void the_version_is_part_of_the_id() throws Exception {
        assertThat(id(Sent.AWS)).isNotEqualTo(id(Sent.AWS.replace("096fKK", "096fKL")));
    }

    @Test
    void parts_of_the_id_do_not_run_into_one_another() throws Exception {
        String one =
                "{\"s3\":{\"bucket\":{\"name\":\"ab\"},\"object\":{\"key\":\"c\",\"sequencer\":\"1\"}}}";
        assertThat(id(one))
                .isNotEqualTo(id(one.replace("\"ab\"", "\"a\"").replace("\"c\"", "\"bc\"")));
    }

    @Test
    void without_a_sequencer_nothing_is_a_repeat() throws Exception {
        assertThat(id(Sent.MCS.replace("\"sequencer\":1577453615,", ""))).isEmpty();
        assertThat(id(Sent.AWS.replace("0055AED6DCD90281E5", ""))).isEmpty();
    }

    @Test
    void the_publishers_id_comes_first() throws Exception {
        String withId =
                Sent.AWS.replace("{\"eventVersion\"", "{\"eventId\":\"e1\",\"eventVersion\"");
        assertThat(id(withId)).isEqualTo("e1");
    }

    @Test
    void two_objects_with_one_id_of_ceph_are_two_events() throws Exception {
        assertThat(id(Sent.CEPH)).isEqualTo(id(Sent.CEPH.replace("\"n1\"", "\"n2\"")));
        assertThat(id(Sent.CEPH)).isNotEqualTo(id(Sent.CEPH.replace("dir/", "other/")));
        assertThat(id(Sent.CEPH).length()).isLessThan(80);
    }

    private static String id(String record) throws Exception {
        return facts(records(record)).eventId();
    }
}
