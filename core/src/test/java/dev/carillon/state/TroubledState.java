package dev.carillon.state;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A state that cannot read some keys or no views, and refuses commits that put some keys. */
public final class TroubledState extends ForwardingState {
    private final Set<Key> damaged = new HashSet<>();
    private final Set<Key> refused = new HashSet<>();
    private boolean blind;
    private int commits;

    /** Forwards everything to {@code state} until something is ordered. */
    public TroubledState(State state) {
        super(state);
    }

    /** Fails every read of a key from now on. */
    public void damage(Key key) {
        damaged.add(key);
    }

    /** Opens no view from now on. */
    public void openNoViews() {
        blind = true;
    }

    /** Refuses every commit that puts a key from now on. */
    public void refuse(Key key) {
        refused.add(key);
    }

    /** Returns the number of commits that were requested. */
    public int commits() {
        return commits;
    }

    /** Ends all trouble. */
    public void mend() {
        damaged.clear();
        refused.clear();
        blind = false;
    }

    @Override
    public Optional<Stamped> get(Key key) {
        if (damaged.contains(key)) {
            throw new DamagedStateException("as ordered");
        }
        return super.get(key);
    }

    @Override
    public View view() {
        if (blind) {
            throw new DamagedStateException("as ordered");
        }
        return super.view();
    }

    @Override
    public CommitResult commit(Commit commit) {
        commits++;
        for (Commit.Write write : commit.writes()) {
            if (write instanceof Commit.Write.Put put
                    && refused.contains(Key.of(put.key().bytes()))) {
                throw new IllegalArgumentException("refused, as ordered");
            }
        }
        return super.commit(commit);
    }
}
