package dev.carillon.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;

/** The resources that were opened, to be closed in the opposite order. Not thread-safe. */
final class CloseStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String what, AutoCloseable closing) {}

    /** Adds a resource and returns it. */
    <T extends AutoCloseable> T add(String what, T opened) {
        steps.push(new Step(what, opened));
        return opened;
    }

    /**
     * Closes every resource once; a failure is logged, and the remaining ones are closed all the
     * same.
     */
    @Override
    public void close() {
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.closing().close();
            } catch (Exception e) {
                LOG.error("closing {} failed", step.what(), e);
            }
        }
    }
}
