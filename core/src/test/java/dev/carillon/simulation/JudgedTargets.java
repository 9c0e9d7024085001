package dev.carillon.simulation;

import dev.carillon.deliver.Destination;
import dev.carillon.deliver.Targets;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The server's destinations of lanes, which inform the rule's owner of each suspension.
 *
 * @param secrets that do not open: those destinations are paused
 */
record JudgedTargets(
        Targets behind, RuleOwner owner, ClosedSecrets secrets, Supplier<Server> server)
        implements Targets {
    @Override
    public Optional<Destination> find(LaneId lane) {
        return behind.find(lane).map(secrets::over);
    }

    @Override
    public void forget(LaneId lane) {
        behind.forget(lane);
    }

    @Override
    public DeadReason whyGone(LaneId lane) {
        return behind.whyGone(lane);
    }

    @Override
    public boolean suspend(LaneId lane, String reason) {
        return owner.suspends(server.get(), lane, () -> behind.suspend(lane, reason));
    }
}
