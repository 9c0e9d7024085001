package dev.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class UploadSlotsTest {
    private final UploadSlots slots = new UploadSlots();

    @Test
    void one_key_holds_a_share_and_leaves_the_rest_to_others() {
        List<UploadSlots.Slot> taken = takeAll("slow");
        assertThat(taken).hasSize(UploadSlots.MAX_UPLOADS_OF_ONE);
        assertThat(slots.take("other")).isPresent();
        taken.getFirst().close();
        assertThat(slots.take("slow")).isPresent();
        assertThat(slots.take("slow")).isEmpty();
    }

    @Test
    void all_together_have_a_limit_too() {
        int all = takeAll("a").size() + takeAll("b").size() + takeAll("c").size();
        assertThat(all).isEqualTo(UploadSlots.MAX_UPLOADS);
    }

    private List<UploadSlots.Slot> takeAll(String principal) {
        var taken = new ArrayList<UploadSlots.Slot>();
        for (var slot = slots.take(principal); slot.isPresent(); slot = slots.take(principal)) {
            taken.add(slot.get());
        }
        return taken;
    }
}
