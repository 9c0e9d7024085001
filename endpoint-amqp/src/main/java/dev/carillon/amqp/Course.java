package dev.carillon.amqp;

/**
 * Observes the steps of reaching a broker, by their names in {@link AmqpKind}, so that a diagnosis
 * runs the same code as deliveries.
 */
interface Course {
    /** Observes nothing. */
    Course UNOBSERVED =
            new Course() {
                @Override
                public void passed(String step, String detail) {}

                @Override
                public void failed(String step, String detail) {}
            };

    /** Called when a step has succeeded. */
    void passed(String step, String detail);

    /** Called when a step has failed; the last one of its name counts. */
    void failed(String step, String detail);
}
