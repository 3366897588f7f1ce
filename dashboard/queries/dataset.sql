select * from kto.dataset
