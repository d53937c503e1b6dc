-- (a)
INSERT INTO baseline.bare (reference_id, quantity) VALUES (:ref, :units);
